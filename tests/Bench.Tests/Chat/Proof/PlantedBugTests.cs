using Bench.Chat.Proof;
using Bench.Chat.Proof.Faults;
using Support.Servers;

namespace Bench.Tests.Chat.Proof;

/// <summary>A checker that finds nothing proves nothing: bugs that are planted in a node are found, each by what it breaks.</summary>
[Collection(Proofs.Name)]
public sealed class PlantedBugTests(PostgresFixture postgres)
{
    [Fact]
    public Task Without_deduplication_retried_messages_are_duplicated() =>
        FindsAsync(ViolationKind.Duplicated, "no-deduplication", settings => settings with { HangUps = 0.2 });

    [Fact]
    public Task An_acknowledgement_before_the_append_is_lost_with_Redis() =>
        FindsAsync(ViolationKind.AcknowledgedButLost, "ack-before-append", settings => settings, Cut(FaultKind.RedisLinkCut, 0, lasts: 1));

    [Fact]
    public Task A_gap_that_is_not_repaired_keeps_clients_from_what_they_missed() =>
        FindsAsync(ViolationKind.Gap, "no-gap-repair", settings => settings with { Nodes = 2 }, Cut(FaultKind.RedisLinkCut, 0, lasts: 1));

    [Fact]
    public Task A_persister_that_trims_before_it_commits_loses_what_was_acknowledged() =>
        FindsAsync(ViolationKind.AcknowledgedButLost, "trim-before-commit", settings => settings, Cut(FaultKind.PostgresLinkCut, 0, lasts: 1));

    [Fact]
    public Task A_resume_that_begins_one_too_late_leaves_a_gap() =>
        FindsAsync(ViolationKind.Gap, "resume-too-late", settings => settings, Cut(FaultKind.ClientsCut, 0, lasts: 0.5));

    [Fact]
    public Task A_resume_that_begins_one_too_early_tells_an_entry_twice() =>
        FindsAsync(ViolationKind.Duplicated, "resume-too-early", settings => settings, Cut(FaultKind.ClientsCut, 0, lasts: 0.5));

    private async Task FindsAsync(ViolationKind kind, string bug, Func<ProofSettings, ProofSettings> change, params Fault[] faults)
    {
        var settings = change(new(TimeSpan.FromSeconds(3), Seed: 1)
        {
            Nodes = 1,
            Clients = 6,
            Rooms = 2,
            MovesEvery = null,
            HangUps = 0,
            SettleTimeout = TimeSpan.FromSeconds(4),
            Project = "FaultyChat",
            Arguments = [bug],
            Faults = new(faults),
            Postgres = postgres,
        });

        var result = await Proofs.RunAsync(settings);

        Assert.True(result.Violations.Any(violation => violation.Kind == kind), $"Not found; {result.Violations.Count} others: {Proofs.Words(result)}");
    }

    private static Fault Cut(FaultKind kind, int node, double lasts) => new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(lasts), kind, node);
}
