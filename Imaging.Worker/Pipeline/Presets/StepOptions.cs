namespace Imaging.Worker.Pipeline.Presets;

/// <summary>One step as it is written; which members count depends on <see cref="Do"/>.</summary>
public sealed class StepOptions
{
    /// <summary><c>resize</c>, <c>blurhash</c>, <c>embed</c>, <c>moderate</c>, <c>faces</c> or <c>ocr</c>.</summary>
    public string Do { get; set; } = "";

    /// <summary>resize: name of the size, the first half of the variant's name. Lower-case letters, digits, dashes.</summary>
    public string? Name { get; set; }

    /// <summary>resize: box in pixels, 1 to 8,192.</summary>
    public int Width { get; set; }

    /// <summary>resize: box in pixels, 1 to 8,192. Default: the width.</summary>
    public int? Height { get; set; }

    /// <summary>resize: <c>fit</c> (all of the picture; default) or <c>fill</c> (all of the box).</summary>
    public string Fit { get; set; } = "fit";

    /// <summary>resize: any of <c>webp</c>, <c>jpeg</c>, <c>png</c>, each once.</summary>
    public IList<string> Formats { get; } = [];

    /// <summary>resize: 1 to 100, for WebP and JPEG. Default: 80.</summary>
    public int Quality { get; set; } = 80;

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
