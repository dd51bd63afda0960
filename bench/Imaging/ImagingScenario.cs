using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>The load of imaging.</summary>
internal sealed class ImagingScenario : IScenario
{
    public string Service => "imaging";

    public Task RunAsync(LabSettings settings, ScenarioRecorder recorder, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
