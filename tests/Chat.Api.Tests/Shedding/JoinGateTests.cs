using System.Collections.Concurrent;
using Chat.Api.Shedding;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Support;

namespace Chat.Api.Tests.Shedding;

/// <summary>Joins beyond what goes on at once wait in order.</summary>
public sealed class JoinGateTests : IDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly JoinGate gate;

    public JoinGateTests() => gate = new(Options.Create(new SheddingOptions { JoinsAtOnce = 2 }), time);

    public void Dispose() => gate.Dispose();

    [Fact]
    public async Task So_many_go_on_at_once_and_the_others_follow_in_order()
    {
        var begun = new ConcurrentQueue<int>();
        var ends = Enumerable.Range(0, 5).Select(_ => new TaskCompletionSource<int>()).ToArray();
        var joins = ends.Select((end, number) => gate.EnterAsync(
            () =>
            {
                begun.Enqueue(number);
                return end.Task;
            },
            CancellationToken.None)).ToArray();
        Assert.Equal([0, 1], begun);

        for (var number = 0; number < ends.Length; number++)
        {
            ends[number].SetResult(number);
            Assert.Equal(number, await joins[number].WaitAsync(TimeSpan.FromSeconds(20)));
            var due = Math.Min(number + 3, ends.Length);
            await Eventually.BecomesAsync("the next join to begin", () => Task.FromResult(begun.Count), count => count == due);
        }

        Assert.Equal([0, 1, 2, 3, 4], begun);
    }

    [Fact]
    public async Task Whoever_waits_too_long_is_told_so_and_one_that_fails_makes_room()
    {
        var stuck = new TaskCompletionSource<int>();
        var (first, second) = (gate.EnterAsync(() => stuck.Task, CancellationToken.None), gate.EnterAsync(() => stuck.Task, CancellationToken.None));
        var waiting = gate.EnterAsync(() => Task.FromResult(1), CancellationToken.None);

        time.Advance(TimeSpan.FromSeconds(12));

        var refused = await Assert.ThrowsAsync<RefusedException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(ErrorCodes.TooBusy, refused.Code);
        stuck.SetException(new InvalidOperationException("away"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => first);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second);
        Assert.Equal(7, await gate.EnterAsync(() => Task.FromResult(7), CancellationToken.None));
    }

    [Fact]
    public async Task A_client_that_leaves_while_it_waits_takes_no_place()
    {
        using var left = new CancellationTokenSource();
        var busy = new TaskCompletionSource<int>();
        var (first, second) = (gate.EnterAsync(() => busy.Task, CancellationToken.None), gate.EnterAsync(() => busy.Task, CancellationToken.None));
        var leaving = gate.EnterAsync(() => Task.FromResult(1), left.Token);
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving.WaitAsync(TimeSpan.FromSeconds(20)));

        busy.SetResult(3);
        Assert.Equal((3, 3), (await first, await second));
        Assert.Equal(4, await gate.EnterAsync(() => Task.FromResult(4), CancellationToken.None));
    }
}
