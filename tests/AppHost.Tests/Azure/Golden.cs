using System.Text.Json.Nodes;
using Support;

namespace AppHost.Tests.Azure;

/// <summary>What was agreed on: files that a person reads when they change. <c>UPDATE_GOLDEN=1</c> writes them anew.</summary>
internal static class Golden
{
    public static bool IsUpdate => Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static string File(string name) => Repository.File("tests", "AppHost.Tests", "Azure", "Golden", name);

    /// <summary>Fails where <paramref name="actual"/> is another JSON than the file holds.</summary>
    public static async Task MatchAsync(string name, JsonNode actual)
    {
        var text = actual.ToJsonString(new() { WriteIndented = true, NewLine = "\n" }) + "\n";
        if (IsUpdate)
        {
            await System.IO.File.WriteAllTextAsync(File(name), text);
        }

        Assert.Equal(await System.IO.File.ReadAllTextAsync(File(name)), text, ignoreLineEndingDifferences: true);
    }
}
