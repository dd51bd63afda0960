namespace Imaging.Worker.Pipeline.Presets;

/// <summary>One step as it is written; which members count depends on <see cref="Do"/>, and others are refused.</summary>
public sealed class StepOptions
{
    /// <summary><c>resize</c>, <c>crop</c>, <c>smart-crop</c>, <c>convert</c>, <c>watermark</c>, <c>blurhash</c>, <c>colour</c>, <c>embed</c>, <c>moderate</c>, <c>faces</c> or <c>ocr</c>.</summary>
    public string Do { get; set; } = "";

    /// <summary>sizes: the first half of the variant's name. Lower-case letters, digits, dashes.</summary>
    public string? Name { get; set; }

    /// <summary>resize, crop, smart-crop: box in pixels, 1 to 8,192.</summary>
    public int Width { get; set; }

    /// <summary>resize, crop, smart-crop: box in pixels, 1 to 8,192. Default: the width.</summary>
    public int? Height { get; set; }

    /// <summary>resize: <c>fit</c> (all of the picture; default), <c>fill</c> (all of the box), <c>crop</c> (unscaled) or <c>pad</c>.</summary>
    public string Fit { get; set; } = "fit";

    /// <summary>resize, crop: what stays where the picture is cut, such as <c>centre</c> (default), <c>north-east</c> or <c>smart</c>.</summary>
    public string Gravity { get; set; } = "centre";

    /// <summary>resize, smart-crop: enlarges small pictures too. Default: false.</summary>
    public bool Enlarge { get; set; }

    /// <summary>resize, smart-crop: a file per density, such as 1, 2 and 3 for screens of so many pixels per pixel; 1 to 4, rising. Default: 1.</summary>
    public IList<int> Dpr { get; } = [];

    /// <summary>resize with <c>pad</c>: <c>#rrggbb</c>, or <c>transparent</c>. Default: <c>#ffffff</c>.</summary>
    public string Background { get; set; } = "#ffffff";

    /// <summary>sizes: <c>first</c> (default) or <c>all</c>: an animation stays one as WebP.</summary>
    public string Frames { get; set; } = "first";

    /// <summary>sizes: name of the srcset line. Default: <c>fit</c> for fitted sizes of one density, else the size's own name.</summary>
    public string? Set { get; set; }

    /// <summary>sizes: any of <c>webp</c>, <c>jpeg</c>, <c>png</c>, <c>avif</c>, each once.</summary>
    public IList<string> Formats { get; } = [];

    /// <summary>sizes: 1 to 100, for all formats but PNG. Default: 80.</summary>
    public int Quality { get; set; } = 80;

    /// <summary>sizes: how hard WebP looks for a smaller file, 0 (fast) to 6; other formats do not. Default: 4.</summary>
    public int Effort { get; set; } = ResizePreset.EffortDefault;

    /// <summary>watermark: name of a PNG or WebP file in <c>Imaging:AssetsPath</c>.</summary>
    public string? Asset { get; set; }

    /// <summary>watermark: where it lies. Default: <c>south-east</c>.</summary>
    public string Position { get; set; } = "south-east";

    /// <summary>watermark: width as a share of the picture's, above 0 to 1. Default: 0.2.</summary>
    public double Share { get; set; } = 0.2;

    /// <summary>watermark: distance from the edges as a share of the picture's shorter side, 0 to 0.5. Default: 0.02.</summary>
    public double Margin { get; set; } = 0.02;

    /// <summary>watermark: above 0 to 1. Default: 0.6.</summary>
    public double Opacity { get; set; } = 0.6;

    /// <summary>watermark: narrower sizes stay without it, in pixels. Default: 0.</summary>
    public int WidthMin { get; set; }

    /// <summary>blurhash: components across, 1 to 9. Default: 4.</summary>
    public int ComponentsX { get; set; } = 4;

    /// <summary>blurhash: components down, 1 to 9. Default: 3.</summary>
    public int ComponentsY { get; set; } = 3;

    /// <summary>
    /// Folder name of a model. embed: one whose output is an embedding; moderate: classes; faces: faces; ocr: text-regions. Default:
    /// the only one of that kind; faces: all of that kind.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>ocr: folder name of a model whose output is text-lines. Default: the only one.</summary>
    public string? Reader { get; set; }

    /// <summary>moderate: from this probability on the verdict is flagged; faces: least score of a face. Above 0, up to 1. Default: 0.7; 0.5 for faces.</summary>
    public double? Threshold { get; set; }

    /// <summary>moderate: labels of the model whose probabilities count together. Default: those that the model's description names.</summary>
    public IList<string> Flag { get; } = [];

    /// <summary>faces: most faces in the answer, 1 to 896. Default: 64.</summary>
    public int FacesMax { get; set; } = 64;

    /// <summary>ocr: most lines that are read, 1 to 1,000; each costs some 15 ms of a core. Default: 200.</summary>
    public int LinesMax { get; set; } = 200;
}
