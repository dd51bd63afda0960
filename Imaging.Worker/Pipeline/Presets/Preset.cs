namespace Imaging.Worker.Pipeline.Presets;

/// <param name="Name">As clients name it.</param>
/// <param name="Hash">16 hexadecimal digits: another hash means other derivatives.</param>
/// <param name="Steps">In the order of the configuration.</param>
/// <param name="Profile">What becomes of the colours.</param>
/// <param name="Light">How pixels are mixed.</param>
internal sealed record Preset(
    string Name, string Hash, IReadOnlyList<PresetStep> Steps, ColourProfile Profile = ColourProfile.Srgb, Light Light = Light.Gamma)
{
    /// <summary>True if a smart cut waits for what a model finds.</summary>
    public bool AwaitsFocus { get; } = Steps.Any(step => step.FindsFocus) && Steps.OfType<ResizePreset>().Any(size => size.IsSmart);
}
