using System.Text.Json;

namespace Imaging.Worker.Jobs;

/// <summary>
/// What stands at a manifest's address when its image was given up. Whoever writes there first decides how the image ends: a worker
/// that was given up for dead and finishes after all finds this and cannot make a second end of it.
/// </summary>
/// <param name="Id">The image.</param>
/// <param name="Failed">Why.</param>
internal sealed record GivenUp(string Id, Failure Failed)
{
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>Null for a manifest.</summary>
    public static GivenUp? Find(string json) =>
        JsonSerializer.Deserialize<GivenUp>(json, JsonSerializerOptions.Web) is { Failed: not null } record ? record : null;
}

/// <param name="Code">Stable; see docs/errors.md.</param>
/// <param name="Detail">For people.</param>
internal sealed record Failure(string Code, string Detail);
