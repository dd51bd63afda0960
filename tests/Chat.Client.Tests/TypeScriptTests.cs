using Support;

namespace Chat.Client.Tests;

/// <summary>The unit tests of clients/typescript, a file a row, run by Node's own runner.</summary>
public sealed class TypeScriptTests
{
    public static TheoryData<string> Files => new(Directory.EnumerateFiles(Repository.File("clients", "typescript", "test"), "*.test.ts")
        .Select(file => Path.GetFileName(file)[..^3]));

    [Theory, MemberData(nameof(Files))]
    public async Task Passes(string file)
    {
        var output = await NodeProgram.RunAsync("--test", "--test-reporter=tap", $"test/{file}.js");

        Assert.DoesNotContain("# tests 0\n", output, StringComparison.Ordinal);
        Assert.Contains("# fail 0\n", output, StringComparison.Ordinal);
    }
}
