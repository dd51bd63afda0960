using Bench.Chat.Proof;
using Support.Servers;

namespace Bench.Tests.Chat.Proof;

/// <summary>The short form of <c>prove chat</c>, with a seed of its own.</summary>
[Collection(Proofs.Name)]
public sealed class ShortProofTests(PostgresFixture postgres)
{
    private static readonly ProofSettings Short = new(TimeSpan.FromSeconds(8), Seed: 5);

    [Fact]
    public async Task Under_eight_seconds_of_faults_no_promise_of_delivery_is_broken()
    {
        var result = await Proofs.RunAsync(Short);

        Assert.True(result.Violations.Count == 0, Proofs.Words(result));
        Assert.False(result.IsStopped);
        Assert.Equal(result.Counts.Messages, result.Counts.Acknowledged);
        Assert.InRange(result.Counts.Messages, 50, int.MaxValue);
        Assert.InRange(result.Counts.Stored, result.Counts.Messages, int.MaxValue);
        Assert.NotEmpty(result.Timeline.Lines);
    }

    [Fact]
    public async Task A_run_that_is_stopped_tells_what_it_saw_until_then()
    {
        using var stop = new CancellationTokenSource();
        var running = Proofs.RunAsync(Short with { Nodes = 1, Length = TimeSpan.FromMinutes(5), Faults = new([]), Postgres = postgres, Sending = stop.Cancel }, stop.Token);

        var result = await running.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(result.IsStopped);
        Assert.Empty(result.Violations);
    }
}
