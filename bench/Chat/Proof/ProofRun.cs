using System.Globalization;
using Bench.Chat.Proof.Clients;
using Bench.Chat.Proof.Faults;
using Bench.Chat.Proof.Systems;
using Bench.Lab.Running;

namespace Bench.Chat.Proof;

/// <summary>One run: clients send while things break; then everything is mended, comes to rest, and the whole history is checked.</summary>
internal sealed class ProofRun(ProofSettings settings, ILabProgress progress)
{
    private const int ChecksMax = 3;
    private static readonly TimeSpan StepsEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CheckPause = TimeSpan.FromSeconds(1);

    /// <summary>Runs it; ends all that it started, also when it is stopped.</summary>
    public async Task<ProofResult> RunAsync(CancellationToken cancellationToken)
    {
        Step($"starting Redis, PostgreSQL and {settings.Nodes} nodes");
        await using var system = await ProofSystem.StartAsync(settings, cancellationToken);
        string[] rooms = [.. Enumerable.Range(1, settings.Rooms).Select(room => string.Create(CultureInfo.InvariantCulture, $"room-{room}"))];
        await system.CreateRoomsAsync(rooms, cancellationToken);

        var timeline = new Timeline();
        var faults = new FaultRunner(system, timeline);
        using var leaving = new CancellationTokenSource();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var crowd = ProofCrowd.Of(settings, system, rooms, timeline);
        var staying = crowd.StayAsync(leaving.Token);
        try
        {
            var sending = await SendAsync(crowd, faults, timeline, ending.Token, cancellationToken);
            var settling = new Settling(system, crowd, settings.SettleTimeout);
            var problem = cancellationToken.IsCancellationRequested ? null : await SettleAsync(settling, cancellationToken);
            await ending.CancelAsync();
            await sending;
            return await CheckAsync(system, crowd, faults, timeline, settling, problem, cancellationToken);
        }
        finally
        {
            await leaving.CancelAsync();
            await staying;
        }
    }

    /// <summary>Clients send and things break; answers the senders, which finish what they have begun.</summary>
    private async Task<Task> SendAsync(ProofCrowd crowd, FaultRunner faults, Timeline timeline, CancellationToken ending, CancellationToken cancellationToken)
    {
        using var issuing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await crowd.JoinedAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Step($"{settings.Clients} clients send for {settings.Length.TotalSeconds:0} s; {settings.Plan.Faults.Count} faults");
        var sending = crowd.SendAsync(issuing.Token, ending);
        settings.Sending?.Invoke();
        var length = Task.Delay(settings.Length, CancellationToken.None).WaitAsync(cancellationToken);
        var breaking = faults.RunAsync(settings.Plan, cancellationToken);
        var over = Task.WhenAll(length, breaking);
        while (await Task.WhenAny(over, Task.Delay(StepsEvery, CancellationToken.None)) != over)
        {
            Step($"{crowd.Acknowledged} acknowledged, {crowd.UnderWay.Count} under way; {timeline.Latest}");
        }

        await over.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await issuing.CancelAsync();
        timeline.Note("all faults are over, nothing new is sent");
        return sending;
    }

    private async Task<string?> SettleAsync(Settling settling, CancellationToken cancellationToken)
    {
        Step("all faults are over: waiting for rest");
        return await settling.WaitAsync(cancellationToken);
    }

    private async Task<ProofResult> CheckAsync(
        ProofSystem system, ProofCrowd crowd, FaultRunner faults, Timeline timeline, Settling settling, string? problem, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            var unsettled = crowd.History([], LossesOf(faults));
            return new(settings, HistoryChecker.CheckUnsettled(unsettled), ProofCounts.Of(unsettled, crowd.Connections, settling.Took), timeline, IsStopped: true);
        }

        Step("checking the whole history");
        for (var checks = 1; ; checks++)
        {
            var history = crowd.History(await system.Stores.ReadAsync(CancellationToken.None), LossesOf(faults));
            var broken = HistoryChecker.Check(history);
            // What is missing only because the last look was too early is there at the next.
            if (broken.Any(violation => violation.Kind is ViolationKind.AcknowledgedButLost or ViolationKind.NotStored) && checks < ChecksMax && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(CheckPause, CancellationToken.None);
                continue;
            }

            IEnumerable<string?> problems = [problem, .. faults.Failures, .. system.Nodes.SelectMany(node => node.Crashes)];
            return new(
                settings, [.. broken, .. problems.OfType<string>().Select(text => new Violation(ViolationKind.NotSettled, "-", text))],
                ProofCounts.Of(history, crowd.Connections, settling.Took), timeline, IsStopped: false);
        }
    }

    private Losses LossesOf(FaultRunner faults) => new([.. faults.Emptied], settings.IsDurable) { HeldBack = [.. faults.HeldBack] };

    private void Step(string what) => progress.Step("prove chat", what);
}
