namespace Imaging.Worker.Pipeline.Presets;

/// <summary>One step as it is written; which members count depends on <see cref="Do"/>.</summary>
public sealed class StepOptions
{
    /// <summary><c>resize</c>, <c>blurhash</c> or <c>embed</c>.</summary>
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

    /// <summary>embed: folder name of a model whose output is an embedding.</summary>
    public string? Model { get; set; }
}
