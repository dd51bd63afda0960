using System.Text.Json.Nodes;
using Bench.Sizing;
using Capacity;

namespace Bench.Tests;

public sealed class ProfileFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("bench-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_file_holds_only_what_differs()
    {
        var path = Write("""{ "chat": { "workload": { "clients": 20000 } }, /* short names, too */ "imaging": { "gpuSpeedup": 2 } }""");

        var size = CommandLine.Run("size", "--profile", path);

        Assert.Equal((0, ""), (size.ExitCode, size.Error));
        Assert.Contains("Sizes of profile mine", size.Lines);
        Assert.Contains("Messages per second 500 msg/s clients × msg/s per client A.1", size.Lines);
        Assert.Contains("Images per second 2.667 images/s concurrency / time per image B.2", size.Lines);
        Assert.Contains("Requests per second peak 5,000 req/s req/s × spike factor C.1", size.Lines);
    }

    [Fact]
    public void A_file_may_be_based_on_the_local_profile_and_changed_by_set()
    {
        var path = Write("""{ "name": "laptop", "basedOn": "local", "imaging": { "server": { "cores": 8, "memoryMegabytes": null } } }""");

        var size = CommandLine.Run("size", "--profile", path, "--set", "Imaging.CoresPerWorker=4");

        Assert.Contains("Sizes of profile laptop", size.Lines);
        Assert.Contains("= min(2)", size.Lines);
    }

    [Fact]
    public void What_json_prints_is_a_profile_file_whole_or_only_its_profile()
    {
        var first = CommandLine.Run("size", "--profile", "local", "--set", "Chat.Clients=4321", "--json").Output;

        Assert.Equal(first, CommandLine.Run("size", "--profile", Write(first), "--json").Output);
        var profile = JsonNode.Parse(first)!["profile"]!.ToJsonString();
        Assert.Equal(first, CommandLine.Run("size", "--profile", Write(profile), "--json").Output);
    }

    [Fact]
    public void The_profile_file_of_the_sizing_page_works()
    {
        var size = CommandLine.Run("size", "--profile", Write(Example(1)));

        Assert.Equal((0, ""), (size.ExitCode, size.Error));
        Assert.Contains("Sizes of profile spring sale", size.Lines);
        Assert.Contains("Requests per second peak 15,000 req/s req/s × spike factor C.1", size.Lines);
        Assert.Contains("Memory 510 MB 16,000 MB 3.2 % fits", size.Lines);
    }

    [Fact]
    public void The_measured_file_of_the_sizing_page_works_and_its_spread_is_shown()
    {
        var size = CommandLine.Run("size", "--profile", Write(Example(2)), "--inputs");

        Assert.Equal((0, ""), (size.ExitCode, size.Error));
        Assert.Contains("Sizes of profile measured", size.Lines);
        Assert.Contains(size.Lines, line => line.StartsWith("CPU cores 0.078 cores", StringComparison.Ordinal));
        var words = string.Join(' ', size.Lines);
        Assert.Contains("Measured", words);
        Assert.Contains("0.31 (0.29", words);
    }

    [Fact]
    public void What_json_prints_of_a_measured_profile_keeps_where_it_was_measured()
    {
        var first = CommandLine.Run("size", "--profile", Write(Example(2)), "--json").Output;

        Assert.Equal("2 cores, 8 GB", (string?)JsonNode.Parse(first)!["measured"]!["machine"]);
        Assert.Equal(first, CommandLine.Run("size", "--profile", Write(first), "--json").Output);
    }

    [Fact]
    public void Measured_is_looked_for_in_the_folder_and_then_in_the_root_of_the_repository()
    {
        var inside = Directory.CreateDirectory(Path.Combine(folder.FullName, "bench", "Chat")).FullName;
        File.WriteAllText(Path.Combine(folder.FullName, "Aspire.sln"), "");

        var absent = ProfileSource.Read("measured", [], inside);
        WriteMeasured(folder.FullName, 2);
        var atTheRoot = ProfileSource.Read("measured", [], inside);
        WriteMeasured(inside, 1);
        var inTheFolder = ProfileSource.Read("measured", ["Chat.Clients=5"], inside);

        Assert.Equal(
            [$"--profile is measured, but {inside} and the repository hold no capacity.measured.json; allowed: after bench calibrate, which writes it."],
            absent.Problems);
        Assert.Equal((2, 1), (atTheRoot.Profile!.Chat.Costs.CpuMsPerMessage, inTheFolder.Profile!.Chat.Costs.CpuMsPerMessage));
        Assert.Equal(5, inTheFolder.Profile.Chat.Workload.Clients);
    }

    [Theory]
    [InlineData("""{ "chat": { "clients": "many" } }""", "FILE: Chat.Clients is many; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("""{ "chat": { "clients": [1] } }""", "FILE: Chat.Clients is [1]; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("""{ "chat": 5 }""", "FILE: chat is not an input; allowed: the names that bench size --inputs lists (nearest: Chat.Clients).")]
    [InlineData("""{ "basedOn": "nothing" }""", "FILE: basedOn is nothing; allowed: seed, local.")]
    [InlineData("[]", "--profile FILE is not a JSON object; allowed: {\"chat\": {\"clients\": 20000}} and the like.")]
    public void What_a_file_gets_wrong_is_one_line_that_names_the_file(string content, string expected)
    {
        var path = Write(content);

        var size = CommandLine.Run("size", "--profile", path);

        Assert.Equal((1, ""), (size.ExitCode, size.Output));
        Assert.Equal([expected.Replace("FILE", path, StringComparison.Ordinal)], size.Errors);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{ "chat": {}, "chat": {} }""")]
    public void A_file_that_is_not_json_is_one_line(string content)
    {
        var path = Write(content);

        var size = CommandLine.Run("size", "--profile", path);

        Assert.Equal(1, size.ExitCode);
        Assert.StartsWith($"--profile {path} is not JSON (", Assert.Single(size.Errors), StringComparison.Ordinal);
    }

    /// <summary>The page's JSON samples, counted from 1.</summary>
    private static string Example(int number) =>
        File.ReadAllText(Support.Repository.File("docs", "sizing.md")).Split("```json")[number].Split("```")[0];

    private static void WriteMeasured(string place, double cpuMs)
    {
        var measured = new MeasuredProfile("m", "c", DateTimeOffset.UnixEpoch, [new("Chat.CpuMsPerMessage", "ms", cpuMs, cpuMs, cpuMs, 1)]);
        File.WriteAllText(Path.Combine(place, MeasuredProfile.FileName), measured.Write("seed"));
    }

    private string Write(string content)
    {
        var path = Path.Combine(folder.FullName, "mine.json");
        File.WriteAllText(path, content);
        return path;
    }
}
