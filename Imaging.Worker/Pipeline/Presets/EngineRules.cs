using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Isolation;

namespace Imaging.Worker.Pipeline.Presets;

/// <summary>What the chosen engine, on this machine, cannot do.</summary>
internal static class EngineRules
{
    public static IEnumerable<string> Failures(string key, PresetOptions preset, IsolationOptions engine)
    {
        var managed = WrittenNames.TryRead<PixelLibrary>(engine.Library, out var library) && library == PixelLibrary.ImageSharp;
        if (managed && preset.Profile.Equals("keep", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{key}:Profile is '{preset.Profile}'; allowed with Imaging:Engine=ImageSharp: srgb.";
        }

        foreach (var (index, step) in preset.Steps.Index().Where(step => ResizePreset.Verbs.Contains(step.Item.Do)))
        {
            if (managed && step.Frames.Equals("all", StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{key}:Steps:{index}:Frames is '{step.Frames}'; allowed with Imaging:Engine=ImageSharp: first.";
            }

            if (step.Formats.Contains("avif", StringComparer.OrdinalIgnoreCase) && (managed || !AvifEncoder.IsThere))
            {
                yield return $"{key}:Steps:{index}:Formats has avif, for which {(managed ? "ImageSharp" : "this machine's libvips")} has no encoder; allowed: webp, jpeg, png.";
            }
        }
    }
}
