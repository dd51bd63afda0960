using Bench.Chat;
using Bench.Gateway;
using Bench.Imaging;
using Bench.Lab.Running;

namespace Bench.Commands;

/// <summary>The loads of the three sections of the seed, in its order.</summary>
internal static class Scenarios
{
    public static IReadOnlyList<IScenario> All() => [new ChatScenario(), new ImagingScenario(), new GatewayScenario()];
}
