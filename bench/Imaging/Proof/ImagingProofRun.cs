using System.Diagnostics;
using System.Net.Http.Json;
using Bench.Chat.Proof.Faults;
using Bench.Imaging.Proof.Faults;
using Bench.Imaging.Proof.Load;
using Bench.Imaging.Proof.Rules;
using Bench.Imaging.Proof.Systems;
using Bench.Lab.Running;

namespace Bench.Imaging.Proof;

/// <summary>One run: clients upload while things break; then everything is mended, comes to rest, and the end of every image is checked.</summary>
internal sealed class ImagingProofRun(ImagingProofSettings settings, ILabProgress progress)
{
    private static readonly TimeSpan StepsEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RestLook = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs it; ends all that it started, also when it is stopped.</summary>
    public async Task<ImagingProofResult> RunAsync(CancellationToken cancellationToken)
    {
        Step($"starting stores, an API and {settings.Workers} workers");
        await using var system = await ImagingProofSystem.StartAsync(settings, cancellationToken);
        await AddWebhooksAsync(system, cancellationToken);
        var timeline = new Timeline();
        var faults = new ImagingFaultRunner(system, timeline);
        var plan = ImagingFaultPlan.Of(settings);
        using var uploads = new ProofUploads(settings, system);
        using var issuing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var following = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var uploading = uploads.RunAsync(issuing.Token, following.Token);
        try
        {
            await BreakAsync(plan, faults, uploads, timeline, cancellationToken);
        }
        finally
        {
            await issuing.CancelAsync();
        }

        timeline.Note("all faults are over, nothing new is uploaded");
        var evidence = new Evidence(system.Stores);
        var watch = Stopwatch.StartNew();
        var problem = await SettleAsync(evidence, cancellationToken);
        var settled = watch.Elapsed;
        await following.CancelAsync();
        await uploading;
        return await CheckAsync(system, evidence, uploads, faults, plan, timeline, problem, settled, cancellationToken.IsCancellationRequested);
    }

    /// <summary>Every owner has a webhook that never answers: what it was to be told waits in the outbox, and is counted there.</summary>
    private static async Task AddWebhooksAsync(ImagingProofSystem system, CancellationToken cancellationToken)
    {
        for (var owner = 0; owner < 3; owner++)
        {
            using var client = ProofUploads.ClientOf(system, $"owner-{owner}");
            using var added = await client.PostAsJsonAsync("/images/webhooks", new { url = "http://127.0.0.1:9/hook" }, cancellationToken);
            added.EnsureSuccessStatusCode();
        }
    }

    private async Task BreakAsync(
        ImagingFaultPlan plan, ImagingFaultRunner faults, ProofUploads uploads, Timeline timeline, CancellationToken cancellationToken)
    {
        Step($"{settings.Clients} clients upload; {plan.Faults.Count} faults, of which {settings.Kills} are kills");
        var breaking = faults.RunAsync(plan, cancellationToken);
        while (await Task.WhenAny(breaking, Task.Delay(StepsEvery, CancellationToken.None)) != breaking)
        {
            Step($"{faults.Kills} kills, {uploads.Accepted.Count} images accepted, {uploads.Ended} ended; {timeline.Latest}");
        }

        await breaking;
    }

    /// <summary>Waits until every image is finished, no message is left and late blobs are swept; answers what it saw last when the time was over.</summary>
    private async Task<string?> SettleAsync(Evidence evidence, CancellationToken cancellationToken)
    {
        Step("all faults are over: waiting for rest");
        var watch = Stopwatch.StartNew();
        (long Unfinished, int Messages) seen;
        while ((seen = await evidence.RestAsync(CancellationToken.None)) != (0, 0) && !cancellationToken.IsCancellationRequested)
        {
            if (watch.Elapsed > settings.SettleTimeout)
            {
                return $"No rest within {settings.SettleTimeout.TotalSeconds:0} s: {seen.Unfinished} images are not finished, {seen.Messages} messages are left.";
            }

            await Task.Delay(RestLook, CancellationToken.None);
        }

        return null;
    }

    private async Task<ImagingProofResult> CheckAsync(
        ImagingProofSystem system, Evidence evidence, ProofUploads uploads, ImagingFaultRunner faults, ImagingFaultPlan plan, Timeline timeline,
        string? problem, TimeSpan settled, bool isStopped)
    {
        Step("checking how every image ended");
        // A run that is stopped has images under way: only what readers saw can be judged.
        var (ends, leftovers) = isStopped ? ([], []) : await evidence.ReadAsync(uploads.Accepted.Keys, CancellationToken.None);
        IEnumerable<string?> problems = [problem, .. faults.Failures, .. system.Crashes];
        IReadOnlyList<ImageViolation> violations =
        [
            .. EndChecker.Check(ends), .. leftovers, .. uploads.Violations,
            .. problems.OfType<string>().Select(text => new ImageViolation(ImageViolationKind.NotSettled, "-", text)),
        ];
        return new(
            settings, violations,
            new(
                uploads.Accepted.Count, ends.Count(end => end.Manifest == Standing.Manifest), ends.Count(end => end.HasPoison),
                ends.Sum(end => end.PoisonRecords.Count - end.PoisonRecords.Distinct().Count()), uploads.Doubled, faults.Kills, plan.Faults.Count, settled),
            timeline, isStopped);
    }

    private void Step(string what) => progress.Step("prove imaging", what);
}
