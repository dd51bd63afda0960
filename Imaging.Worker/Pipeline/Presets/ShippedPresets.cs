using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Adds the presets of <c>presets.json</c> that the configuration does not name itself.</summary>
internal sealed class ShippedPresets : IPostConfigureOptions<PresetsOptions>
{
    public void PostConfigure(string? name, PresetsOptions options)
    {
        using var file = typeof(ShippedPresets).Assembly.GetManifestResourceStream("presets.json")!;
        var shipped = new PresetsOptions();
        new ConfigurationBuilder().AddJsonStream(file).Build().Bind(shipped);
        foreach (var (key, preset) in shipped.Presets)
        {
            options.Presets.TryAdd(key, preset);
        }
    }
}
