using Bench.Lab.Results;

namespace Bench.Lab.Running;

/// <summary>Runs scenarios one after another and keeps what each has measured, also when it is stopped or one fails.</summary>
internal sealed class LabRun(IReadOnlyList<IScenario> scenarios, IYardstick yardstick, ILabProgress progress, TimeProvider time)
{
    private readonly List<ScenarioRecorder> recorders = [];
    private Yardstick? measured;

    /// <summary>Runs all; answers what was measured, and the failures: each with its scenario.</summary>
    /// <param name="settings">What was asked for.</param>
    /// <param name="keep">Gets what is measured so far after each scenario: half an hour's figures must not end with a process that does.</param>
    /// <param name="cancellationToken">Stops the run; what was measured until then is the answer.</param>
    public async Task<(LabResult Result, IReadOnlyList<string> Failures)> RunAsync(
        LabSettings settings, Action<LabResult> keep, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        var commit = await Checkout.CommitAsync();
        var failures = new List<string>();
        await MeasureYardstickAsync(settings, failures, cancellationToken);
        foreach (var scenario in scenarios)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            await RunOneAsync(scenario, settings, failures, cancellationToken);
            keep(SoFar());
        }

        return (SoFar(), failures);

        LabResult SoFar() => new(
            LabResult.CurrentSchema, startedAt, commit, settings.Quick, settings.Seed, Machine.Info(), measured,
            [.. recorders.Select(recorder => recorder.Result())]);
    }

    private async Task RunOneAsync(IScenario scenario, LabSettings settings, List<string> failures, CancellationToken cancellationToken)
    {
        var recorder = new ScenarioRecorder(scenario.Service, progress);
        recorders.Add(recorder);
        try
        {
            await scenario.RunAsync(settings, recorder, cancellationToken);
            recorder.Complete();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            failures.Add($"{scenario.Service}: stopped; what was measured until then is shown.");
        }
        catch (Exception failure)
        {
            // The outer edge: the other scenarios, and what this one has measured, are still worth having.
            failures.Add($"{scenario.Service}: {failure.GetType().Name}: {failure.Message}");
            recorder.Note($"Ended early: {failure.Message}");
        }
        finally
        {
            recorder.End();
        }
    }

    private async Task MeasureYardstickAsync(LabSettings settings, List<string> failures, CancellationToken cancellationToken)
    {
        try
        {
            progress.Step("lab", "yardstick: one hop of nginx");
            measured = await yardstick.MeasureAsync(settings, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            failures.Add("yardstick: stopped.");
        }
        catch (Exception failure)
        {
            failures.Add($"yardstick: {failure.GetType().Name}: {failure.Message}");
        }
    }
}

/// <summary>How fast the machine is in this run.</summary>
internal interface IYardstick
{
    /// <summary>Measures, or says why not.</summary>
    Task<Yardstick> MeasureAsync(LabSettings settings, CancellationToken cancellationToken);
}
