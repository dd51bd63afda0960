using Bench.Lab.Running;

namespace Bench.Gateway;

/// <summary>The load of gateway.</summary>
internal sealed class GatewayScenario : IScenario
{
    public string Service => "gateway";

    public Task RunAsync(LabSettings settings, ScenarioRecorder recorder, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
