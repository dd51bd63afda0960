using System.Security.Cryptography;
using System.Text.Json;
using Imaging.Worker.Inference;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline;

/// <summary>The presets of this run, checked at start.</summary>
internal sealed class PresetCatalog
{
    /// <summary>Raised when the same steps begin to give other bytes: old derivatives then keep their address, new ones get another.</summary>
    private const int EngineVersion = 3;
    private const int HashDigits = 16;

    private readonly Dictionary<string, Preset> presets;

    public PresetCatalog(IOptions<PresetsOptions> options, ModelCatalog models)
    {
        var assets = new PresetAssets(options.Value);
        presets = options.Value.Presets.ToDictionary(
            entry => entry.Key, entry => Compile(entry.Key, entry.Value, models, assets), StringComparer.Ordinal);
        Names = [.. presets.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>All names, in order.</summary>
    public IReadOnlyCollection<string> Names { get; }

    /// <summary>True if clients may ask for it.</summary>
    public bool Contains(string name) => presets.ContainsKey(name);

    /// <summary>16 hexadecimal digits over the steps and the weights of their models; the same on every machine.</summary>
    /// <exception cref="KeyNotFoundException">There is no such preset.</exception>
    public string HashOf(string name) => presets[name].Hash;

    /// <summary>The preset of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such preset.</exception>
    public Preset Get(string name) => presets[name];

    private static Preset Compile(string name, PresetOptions options, ModelCatalog models, PresetAssets assets)
    {
        IReadOnlyList<PresetStep> steps = [.. options.Steps.Select(step => StepCompiler.Compile(step, assets, models))];
        var profile = WrittenNames.Read<ColourProfile>(options.Profile);
        var light = WrittenNames.Read<Light>(options.Light);
        var weights = steps.SelectMany(step => step.Models).SelectMany(model => models.Find(model)!.Stages.Select(stage => stage.Sha256));
        var description = JsonSerializer.SerializeToUtf8Bytes(new { EngineVersion, profile, light, steps, weights });
        return new(name, Convert.ToHexStringLower(SHA256.HashData(description))[..HashDigits], steps, profile, light);
    }
}
