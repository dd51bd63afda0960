namespace Imaging.Worker.Pipeline.Presets;

/// <summary>Reads the text: one model finds lines, another reads them.</summary>
internal sealed record OcrPreset(string Detector, string Reader, int LinesMax) : PresetStep
{
    public const string Verb = "ocr";

    public override IReadOnlyList<string> Models => [Detector, Reader];
}
