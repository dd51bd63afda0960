using AppHost.Start;
using Microsoft.Extensions.Configuration;

namespace AppHost.Backing;

/// <summary>The flavour that was chosen, and the reason that is said at start.</summary>
internal sealed record BackingChoice(BackingMode Mode, string Reason)
{
    /// <exception cref="StartRefusedException"><c>Backing:Mode</c> is not one of the three.</exception>
    public static async Task<BackingChoice> MakeAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var text = configuration["Backing:Mode"] ?? nameof(BackingMode.Auto);
        if (!Enum.TryParse<BackingMode>(text, ignoreCase: true, out var mode) || int.TryParse(text, out _))
        {
            throw new StartRefusedException($"Backing:Mode is '{text}'; allowed: auto, containers, processes.");
        }

        if (mode != BackingMode.Auto)
        {
            return new(mode, $"Backing:Mode is {text}");
        }

        return await ContainerEngine.FindAsync(cancellationToken) is { } engine
            ? new(BackingMode.Containers, $"{engine} answers")
            : new(BackingMode.Processes, "no container engine answers");
    }
}
