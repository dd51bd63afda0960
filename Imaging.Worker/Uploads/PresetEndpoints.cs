using Imaging.Worker.Pipeline;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Imaging.Worker.Uploads;

/// <summary>What an upload may ask for. For every signed-in user: a preset is configuration, and nobody's own.</summary>
internal static class PresetEndpoints
{
    public static void MapPresets(this RouteGroupBuilder images) =>
        images.MapGet("/presets", List).WithName("ListPresets").WithSummary("Presets that an upload may name, and what each makes");

    private static Ok<PresetList> List(PresetCatalog presets) =>
        TypedResults.Ok(new PresetList([.. presets.Names.Select(name => PresetView.Of(presets.Get(name)))]));

    /// <param name="Presets">By name.</param>
    internal sealed record PresetList(IReadOnlyList<PresetView> Presets);
}
