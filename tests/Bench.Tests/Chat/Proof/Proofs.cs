using Bench.Chat.Proof;
using Bench.Lab.Running;
using Support.Servers;

namespace Bench.Tests.Chat.Proof;

/// <summary>Runs with real processes: alone, since they share the cores with nobody gladly.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Proofs : ICollectionFixture<PostgresFixture>
{
    public const string Name = "proofs";

    /// <summary>What a run found; its steps go nowhere.</summary>
    internal static Task<ProofResult> RunAsync(ProofSettings settings, CancellationToken cancellationToken = default) =>
        new ProofRun(settings, new Silence()).RunAsync(cancellationToken);

    /// <summary>Violations as a failed assertion shows them.</summary>
    internal static string Words(ProofResult result) => string.Join('\n', [
        .. result.Violations.Take(10).Select(violation => $"{violation.Kind} {violation.Room} {violation.Detail}"), .. result.Timeline.Lines]);

    private sealed class Silence : ILabProgress
    {
        public void Step(string scenario, string what)
        {
        }
    }
}
