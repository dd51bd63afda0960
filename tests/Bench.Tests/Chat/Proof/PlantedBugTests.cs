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

    [Fact]
    public Task A_node_that_falls_over_when_it_is_told_to_stop_is_a_node_that_ended_by_itself() =>
        FindsAsync(ViolationKind.NotSettled, "crash-on-stop", settings => settings with { Nodes = 2 }, Cut(FaultKind.NodeStopped, 0, lasts: 0.2));

    [Fact]
    public Task An_order_that_begins_from_nothing_after_Redis_was_emptied_uses_its_places_twice() =>
        FindsAsync(ViolationKind.SequenceUsedTwice, "epoch-not-raised", settings => settings, new Fault(TimeSpan.FromSeconds(1), TimeSpan.Zero, FaultKind.RedisEmptied));

    [Fact]
    public Task An_acknowledgement_before_the_commit_is_lost_with_Redis_where_it_was_promised_after_it() => FindsAsync(
        ViolationKind.AcknowledgedButLost, "ack-before-commit", settings => settings with { IsDurable = true },
        Cut(FaultKind.PostgresLinkCut, 0, lasts: 1.5), new Fault(TimeSpan.FromSeconds(2), TimeSpan.Zero, FaultKind.RedisEmptied));

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
