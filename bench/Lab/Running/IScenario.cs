namespace Bench.Lab.Running;

/// <summary>The load of one service.</summary>
internal interface IScenario
{
    /// <summary><c>chat</c>, <c>imaging</c> or <c>gateway</c>.</summary>
    string Service { get; }

    /// <summary>
    /// Starts what it needs, measures, writes each result to <paramref name="recorder"/> as soon as it stands, and ends what it started,
    /// also when <paramref name="cancellationToken"/> is cancelled: then it throws, and what was recorded is reported.
    /// </summary>
    Task RunAsync(LabSettings settings, ScenarioRecorder recorder, CancellationToken cancellationToken);
}
