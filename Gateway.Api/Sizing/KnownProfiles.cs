using Capacity;

namespace Gateway.Api.Sizing;

/// <summary>The profiles that one may start from: the built-in ones, and the seed with the unit costs that the load lab published.</summary>
internal static class KnownProfiles
{
    /// <summary>The published measurement; <c>bench calibrate --from RESULT --based-on seed</c> makes the file from a result.</summary>
    private const string Measured = "measured";
    private const string Resource = "measured.json";

    private static readonly Lazy<ProfileReading> Published = new(() =>
    {
        using var reader = new StreamReader(typeof(KnownProfiles).Assembly.GetManifestResourceStream(Resource)!);
        return ProfileReader.Read(reader.ReadToEnd(), Measured, Resource, changes: []);
    });

    public static IReadOnlyList<string> Names { get; } = ["seed", "local", Measured];

    /// <summary>The profile of this name, and where it was measured; null: there is none.</summary>
    public static ProfileReading? Find(string name) => name == Measured
        ? Published.Value
        : ProfileReader.BuiltIn(name) is { } profile ? new(profile, null, []) : null;
}
