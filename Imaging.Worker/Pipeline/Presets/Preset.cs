namespace Imaging.Worker.Pipeline.Presets;

/// <param name="Name">As clients name it.</param>
/// <param name="Hash">16 hexadecimal digits: another hash means other derivatives.</param>
/// <param name="Steps">In the order of the configuration.</param>
internal sealed record Preset(string Name, string Hash, IReadOnlyList<PresetStep> Steps);
