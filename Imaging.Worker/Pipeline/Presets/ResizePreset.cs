namespace Imaging.Worker.Pipeline.Presets;

/// <summary>
/// Makes one size, in each of its formats and densities. The verbs <c>resize</c>, <c>crop</c>, <c>smart-crop</c> and
/// <c>convert</c> are four ways to write it.
/// </summary>
internal sealed record ResizePreset(
    string Name, int Width, int Height, ResizeFit Fit, IReadOnlyList<OutputFormat> Formats, int Quality) : PresetStep
{
    public const string Verb = "resize";
    public const string CropVerb = "crop";
    public const string SmartCropVerb = "smart-crop";
    public const string ConvertVerb = "convert";

    /// <summary>As the field has it.</summary>
    public const int EffortDefault = 4;

    public static readonly string[] Verbs = [Verb, CropVerb, SmartCropVerb, ConvertVerb];

    /// <summary>What stays where the picture is cut.</summary>
    public Gravity Gravity { get; init; }

    /// <summary>True: a small picture is enlarged. False: never.</summary>
    public bool Enlarge { get; init; }

    /// <summary>Pixels per pixel of the box, rising; one file each.</summary>
    public IReadOnlyList<int> Densities { get; init; } = [1];

    /// <summary>Around a padded picture, <c>#rrggbb</c>; null: transparent, white where the format has no transparency.</summary>
    public string? Background { get; init; }

    /// <summary>True: an animation stays one, where the format can.</summary>
    public bool Animated { get; init; }

    /// <summary>How hard WebP looks for a smaller file, 0 to 6.</summary>
    public int Effort { get; init; } = EffortDefault;

    /// <summary>Sizes of one set stand in one srcset line.</summary>
    public string Set { get; init; } = "";

    /// <summary>A <see cref="Gravity.Smart"/> cut waits for what the models found.</summary>
    public bool IsSmart => Gravity == Gravity.Smart;

    /// <summary>Name of the file without its extension.</summary>
    public string FileName(int density) => Densities.Count == 1 && density == 1 ? Name : $"{Name}-{density}x";
}
