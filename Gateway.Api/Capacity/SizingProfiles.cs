using Capacity;

namespace Gateway.Api.Capacity;

/// <summary>Turns the setting into a profile: the one place that knows which there are.</summary>
internal static class SizingProfiles
{
    public const string Allowed = "seed or local";

    /// <summary>The profile of that name; null where there is none.</summary>
    public static CapacityProfile? Find(string setting) => setting.ToLowerInvariant() switch
    {
        "seed" => SeedProfile.Profile,
        "local" => LocalProfile.Profile,
        _ => null,
    };
}
