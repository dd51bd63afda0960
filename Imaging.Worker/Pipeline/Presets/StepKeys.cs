namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Which keys a step may have: one that is misspelt, or belongs to another step, would otherwise be passed over in silence.</summary>
internal static class StepKeys
{
    private const string Do = nameof(StepOptions.Do);

    private static readonly string[] Output =
    [
        Do, nameof(StepOptions.Name), nameof(StepOptions.Formats), nameof(StepOptions.Quality), nameof(StepOptions.Effort),
        nameof(StepOptions.Frames), nameof(StepOptions.Set),
    ];

    private static readonly string[] Box = [.. Output, nameof(StepOptions.Width), nameof(StepOptions.Height)];

    private static readonly string[] Scaled = [.. Box, nameof(StepOptions.Enlarge), nameof(StepOptions.Dpr)];

    private static readonly Dictionary<string, string[]> ByVerb = new(StringComparer.Ordinal)
    {
        [ResizePreset.Verb] = [.. Scaled, nameof(StepOptions.Fit), nameof(StepOptions.Gravity), nameof(StepOptions.Background)],
        [ResizePreset.CropVerb] = [.. Box, nameof(StepOptions.Gravity)],
        [ResizePreset.SmartCropVerb] = Scaled,
        [ResizePreset.ConvertVerb] = Output,
        [WatermarkPreset.Verb] =
        [
            Do, nameof(StepOptions.Asset), nameof(StepOptions.Position), nameof(StepOptions.Share), nameof(StepOptions.Margin),
            nameof(StepOptions.Opacity), nameof(StepOptions.WidthMin),
        ],
        [BlurHashPreset.Verb] = [Do, nameof(StepOptions.ComponentsX), nameof(StepOptions.ComponentsY)],
        [ColourPreset.Verb] = [Do],
        [EmbedPreset.Verb] = [Do, nameof(StepOptions.Model)],
        [ModeratePreset.Verb] = [Do, nameof(StepOptions.Model), nameof(StepOptions.Threshold), nameof(StepOptions.Flag)],
        [FacesPreset.Verb] = [Do, nameof(StepOptions.Model), nameof(StepOptions.Threshold), nameof(StepOptions.FacesMax)],
        [OcrPreset.Verb] = [Do, nameof(StepOptions.Model), nameof(StepOptions.Reader), nameof(StepOptions.LinesMax)],
    };

    /// <summary>Names of all steps, in the order of the documentation.</summary>
    public static IEnumerable<string> Verbs => ByVerb.Keys;

    /// <summary>A line for each key of <paramref name="presets"/> (<c>Imaging:Presets</c>) that means nothing where it stands.</summary>
    public static IEnumerable<string> FailuresIn(IConfigurationSection presets) => presets.GetChildren().SelectMany(OfPreset);

    private static IEnumerable<string> OfPreset(IConfigurationSection preset) =>
        Unknown(preset, [nameof(PresetOptions.Steps), nameof(PresetOptions.Profile), nameof(PresetOptions.Light)])
            .Concat(preset.GetSection(nameof(PresetOptions.Steps)).GetChildren().SelectMany(OfStep));

    private static IEnumerable<string> OfStep(IConfigurationSection step) =>
        // What an unknown verb may have is not known either: the verb's own line says enough.
        ByVerb.TryGetValue(step[Do] ?? "", out var keys) ? Unknown(step, keys) : [];

    private static IEnumerable<string> Unknown(IConfigurationSection section, string[] allowed) => section.GetChildren()
        .Where(child => !allowed.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
        .Select(child => $"{child.Path} is '{child.Value}', which means nothing there; allowed: {string.Join(", ", allowed)}.");
}
