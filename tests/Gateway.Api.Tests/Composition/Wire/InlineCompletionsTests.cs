using Gateway.Api.Composition;
using Gateway.Api.Composition.Wire;
using Hosting.LocalProcesses.Servers;
using Support;
using Support.Servers;

namespace Gateway.Api.Tests.Composition.Wire;

/// <summary>Who goes on at once on the threads that hear of sockets: the gateway in its own process, nobody else's.</summary>
public sealed class InlineCompletionsTests
{
    private const string Setting = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    [Fact]
    public void A_process_that_hosts_the_gateway_within_itself_is_left_as_it_is()
    {
        var before = Environment.GetEnvironmentVariable(Setting);

        InlineCompletions.Choose();

        Assert.Equal(before, Environment.GetEnvironmentVariable(Setting));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("0")]
    public async Task The_gateways_own_process_has_a_socket_thread_for_each_core_unless_told_otherwise(string? said)
    {
        // Elsewhere the runtime has other threads for sockets.
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.ProcessorCount > 1, "needs /proc and two cores");
        var port = FreePort.Next();
        await using var gateway = await ServerProcess.StartAsync(
            new ServerCommand("dotnet", [typeof(CompositionsOptions).Assembly.Location], Repository.File("Gateway.Api"))
            {
                Environment = new Dictionary<string, string>
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Development",
                    ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                    ["Auth__DevelopmentKey"] = TestTokens.Key,
                    [Setting] = said ?? "",
                },
            },
            port);

        // A thread is there as soon as its first socket is; a socket goes to the next thread.
        var threads = Directory.EnumerateDirectories($"/proc/{gateway.Id}/task").Count(task => File.ReadAllText($"{task}/comm").StartsWith(".NET Sockets", StringComparison.Ordinal));

        Assert.Equal(said == "0" ? 1 : Environment.ProcessorCount, threads);
    }
}
