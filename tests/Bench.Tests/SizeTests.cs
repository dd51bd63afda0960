using System.Text.Json.Nodes;

namespace Bench.Tests;

public class SizeTests
{
    [Fact]
    public void The_seed_is_printed_with_value_unit_and_reasoning()
    {
        var size = CommandLine.Run("size");

        Assert.Equal((0, ""), (size.ExitCode, size.Error));
        Assert.Contains("Messages per second 250 msg/s clients × msg/s per client A.1", size.Lines);
        Assert.Contains("= 10,000 × 0.025", size.Lines);
        Assert.Contains("Concurrency 8 images min(by CPU, by memory, by GPU) B.2", size.Lines);
        Assert.Contains("= min(8, 16, 8)", size.Lines);
        Assert.Contains("Calls per second peak 25,000 calls/s req/s at a spike × fan-out C.1", size.Lines);
    }

    [Fact]
    public void The_fit_names_what_runs_out_first()
    {
        var size = CommandLine.Run("size");

        Assert.Contains("CPU 1.2 cores 8 cores 15 % fits", size.Lines);
        Assert.Contains("Memory 510 MB not stated - not judged", size.Lines);
        Assert.Contains("Memory 1,050 MB 1,000 MB 105 % too little", size.Lines);
        Assert.Contains("Does not fit for memory, and more such servers do not help: each needs it for itself.", size.Lines);
    }

    [Fact]
    public void The_refinement_stands_behind_the_arithmetic_and_before_the_fit()
    {
        var lines = CommandLine.Run("size").Lines.ToList();

        var (arithmetic, refined, fit) = (
            lines.IndexOf("By the seed's arithmetic Value Unit Reasoning Source"),
            lines.IndexOf("Refined Value Unit Reasoning Source"),
            lines.IndexOf("On one server Needs Has Used"));
        Assert.True(arithmetic >= 0 && arithmetic < refined && refined < fit, $"arithmetic {arithmetic}, refined {refined}, fit {fit}");
        Assert.Contains("Pool utilisation 0.75 share in flight / connections Little", lines);
        Assert.Contains("= ln(0.034 / 0.01) / 125/s", lines);
    }

    [Fact]
    public void A_limit_that_the_machine_states_is_judged()
    {
        var size = CommandLine.Run("size", "--set", "Chat.Server.FileDescriptors=1024");

        Assert.Contains("File descriptors 10,350 descriptors 1,024 descriptors 1,010.7 % too little", size.Lines);
        Assert.Contains("Does not fit one server for file descriptors; 14 such servers carry it.", size.Lines);
    }

    [Fact]
    public void A_larger_load_says_how_many_servers_carry_it()
    {
        var size = CommandLine.Run("size", "--set", "Chat.Clients=100000");

        Assert.Equal(0, size.ExitCode);
        Assert.Contains("Messages per second 2,500 msg/s clients × msg/s per client A.1", size.Lines);
        Assert.Contains("CPU 12 cores 8 cores 150 % too little", size.Lines);
        Assert.Contains("Does not fit one server for CPU; 2 such servers carry it.", size.Lines);
    }

    [Fact]
    public void The_deployment_follows_the_profile()
    {
        var local = CommandLine.Run("size", "--profile", "LOCAL");

        Assert.Contains("chat 2 0.75 cores, 1.5 GiB 50 / 2 = 25 each", local.Lines);
        Assert.Contains("imaging-worker 1 4 cores, 8 GiB of the same 4 each", local.Lines);
        Assert.Contains("PostgreSQL max_connections 90", local.Lines);
    }

    [Fact]
    public void No_line_is_wider_than_100_columns() =>
        Assert.DoesNotContain(
            CommandLine.Run("size", "--inputs", "--set", "Chat.Clients=100000000").Output.Split(Environment.NewLine),
            line => line.Length > 100);

    [Fact]
    public void Inputs_are_listed_with_what_is_allowed() =>
        Assert.Contains(
            "Imaging.Server.GpuSlots 8 whole numbers from 1 to 10,000 (images) or none",
            CommandLine.Run("size", "--inputs").Lines);

    [Fact]
    public void Json_holds_every_figure_the_fit_and_the_deployment()
    {
        var size = CommandLine.Run("size", "--json");
        var report = JsonNode.Parse(size.Output)!;

        Assert.Equal((0, ""), (size.ExitCode, size.Error));
        var connections = Figure(report, "Chat", "DatabaseConnections");
        Assert.Equal(50, (double)connections["value"]!);
        Assert.Equal("connections", (string?)connections["unit"]);
        Assert.Equal("46, up to the next 10", (string?)connections["worked"]);
        var wait = Service(report, "Chat")["refinement"]!.AsArray().Single(figure => (string?)figure!["name"] == "PoolWaitMsP99")!;
        Assert.Equal((9.806, "Erlang C"), (Math.Round((double)wait["value"]!, 3), (string?)wait["source"]));
        var fit = Service(report, "Gateway")["fit"]!;
        Assert.False((bool)fit["fits"]!);
        Assert.Equal("memory", (string?)fit["limitingResource"]);
        Assert.Equal(25, (int)report["deployment"]!["chat"]!["databasePool"]!["perReplica"]!);
        Assert.Equal(94, (int)report["deployment"]!["postgresMaxConnections"]!);
    }

    [Fact]
    public void A_server_too_small_for_one_worker_is_an_answer_in_both_forms()
    {
        string[] tooSmall = ["size", "--set", "Imaging.Server.Cores=1"];

        var size = CommandLine.Run(tooSmall);
        var json = CommandLine.Run([.. tooSmall, "--json"]);

        Assert.Equal((0, 0), (size.ExitCode, json.ExitCode));
        Assert.Contains("CPU 2 cores 1 cores 200 % too little", size.Lines);
        Assert.Equal("Infinity", (string?)Figure(JsonNode.Parse(json.Output)!, "Imaging", "WaitSecondsLast")["value"]);
    }

    [Theory]
    [InlineData("--set Chat.Clients=-5", "--set Chat.Clients is -5; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("--set Chat.Clients=many", "--set Chat.Clients is many; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("--set Chat.Clients=1.5", "--set Chat.Clients is 1.5; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("--set Chat.Clients=1e99", "--set Chat.Clients is 1e99; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("--set Chat.Clients=none", "--set Chat.Clients is none; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("--set Gateway.FanOut=NaN", "--set Gateway.FanOut is NaN; allowed: numbers from 0 to 1,000 (calls/req).")]
    [InlineData("--set Gateway.FanOut=11", "--set Gateway.FanOut is 11; allowed: from Gateway.FanOutMin (2) to Gateway.FanOutMax (10).")]
    [InlineData("--set Gateway.FanOutMax=3", "--set Gateway.FanOut is 5; allowed: from Gateway.FanOutMin (2) to Gateway.FanOutMax (3).")]
    [InlineData("--set Chat.Clients", "--set is Chat.Clients; allowed: NAME=VALUE, such as Chat.Clients=100000.")]
    [InlineData("--set Chat.Cliets=5", "--set Chat.Cliets is not an input; allowed: the names that bench size --inputs lists (nearest: Chat.Clients).")]
    [InlineData("--profile absent.json", "--profile is absent.json; allowed: seed, local, measured or the path of a JSON file that exists.")]
    public void A_bad_value_is_one_line_that_names_it(string line, string expected)
    {
        var size = CommandLine.Run(["size", .. line.Split(' ')]);

        Assert.Equal((1, ""), (size.ExitCode, size.Output));
        Assert.Equal([expected], size.Errors);
    }

    [Fact]
    public void All_bad_values_are_told_at_once()
    {
        var size = CommandLine.Run("size", "-s", "Chat.Clients=0", "-s", "Gateway.SpikeFactor=0", "-s", "oops");

        Assert.Equal((1, 3), (size.ExitCode, size.Errors.Length));
    }

    private static JsonNode Service(JsonNode report, string name) =>
        report["services"]!.AsArray().Single(service => (string?)service!["name"] == name)!;

    private static JsonNode Figure(JsonNode report, string service, string name) =>
        Service(report, service)["figures"]!.AsArray().Single(figure => (string?)figure!["name"] == name)!;
}
