using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>The load of chat.</summary>
internal sealed class ChatScenario : IScenario
{
    public string Service => "chat";

    public Task RunAsync(LabSettings settings, ScenarioRecorder recorder, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
