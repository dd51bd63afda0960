using Capacity;
using Microsoft.Extensions.Configuration;

namespace AppHost.Start;

/// <summary>
/// The profile that the system is sized by: <c>Capacity:Profile</c> = <c>seed</c>, <c>local</c> or the path of a JSON file, and
/// on top of it what the section <c>Workload</c> says, such as <c>Workload:Chat:Clients</c>.
/// </summary>
internal static class ProfileChoice
{
    private const string Key = "Capacity:Profile";
    private const string Workload = "Workload";

    /// <summary>Default: <c>local</c> in a run, <c>seed</c> when published.</summary>
    /// <exception cref="StartRefusedException">Not a profile; the message has one line for each thing that is wrong.</exception>
    public static CapacityProfile Make(IDistributedApplicationBuilder builder)
    {
        var changes = Changes(builder.Configuration.GetSection(Workload)).ToList();
        var profile = Named(builder);
        if (changes.Count == 0)
        {
            return profile;
        }

        var reading = ProfileReader.Change(profile with { Name = $"{profile.Name}, changed" }, changes);
        return reading.Profile ?? throw new StartRefusedException(string.Join(Environment.NewLine, reading.Problems));
    }

    private static CapacityProfile Named(IDistributedApplicationBuilder builder)
    {
        var name = builder.Configuration[Key] ?? (builder.ExecutionContext.IsRunMode ? "local" : "seed");
        if (ProfileReader.BuiltIn(name) is { } builtIn)
        {
            return builtIn;
        }

        var path = Find(name, builder.AppHostDirectory) ?? throw new StartRefusedException(
            $"{Key} is '{name}'; allowed: {ProfileReader.BuiltInNames} or the path of a JSON file that exists.");
        var reading = ProfileReader.Read(Text(path), Key, path, changes: []);
        return reading.Profile ?? throw new StartRefusedException(string.Join(Environment.NewLine, reading.Problems));
    }

    /// <summary>Every leaf of the section: <c>Workload:Chat:Clients</c> changes the input <c>Chat.Clients</c>.</summary>
    private static IEnumerable<Assignment> Changes(IConfigurationSection section) => section.GetChildren().SelectMany(child => child.Value is { } value
        ? [new Assignment($"{Workload}: ", child.Path[(Workload.Length + 1)..].Replace(':', '.'), value)]
        : Changes(child));

    // ./run starts in the AppHost's folder, its user typed the path in the repository's root.
    private static string? Find(string name, string appHostDirectory) =>
        new[] { Environment.CurrentDirectory, appHostDirectory, Path.Combine(appHostDirectory, "..") }
            .Select(folder => Path.GetFullPath(Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{Key} {path} cannot be read ({exception.Message}); allowed: a readable file.");
        }
    }
}
