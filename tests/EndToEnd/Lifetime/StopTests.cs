using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Hosting.LocalProcesses.Servers;
using Support;
using Support.Servers;

namespace EndToEnd.Lifetime;

/// <summary>What a stop leaves behind: nothing.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly TemporaryFolder first = new();
    private readonly TemporaryFolder second = new();

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
    }

    [Fact]
    public async Task Two_systems_run_side_by_side_and_neither_a_kill_nor_a_stop_leaves_a_process_or_a_port()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Processes are read from /proc.");
        var (port, otherPort) = (FreePort.Next(), FreePort.Next());
        await using var host = Start(first, port);
        await UpAsync(host);

        await using var other = Start(second, otherPort);
        await Eventually.BecomesAsync("the second system to run its stores and services",
            () => Task.FromResult(ProcessTree.Of(other.Id).Alive()),
            alive => alive.Any(line => line.Contains("redis-server", StringComparison.Ordinal))
                && alive.Any(line => line.Contains("azurite", StringComparison.Ordinal))
                && alive.Any(line => line.Contains("/Storefront", StringComparison.Ordinal)),
            TimeSpan.FromMinutes(2));
        await IsGoneAfter(other, otherPort, "KILL");

        using var http = new HttpClient();
        using var health = await http.GetAsync(new Uri($"http://localhost:{port}/health"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await IsGoneAfter(host, port, "TERM");
        Assert.Equal(0, await host.EndAsync());
    }

    private static HostProcess Start(TemporaryFolder folder, int port) => HostProcess.Start(
        string.Create(CultureInfo.InvariantCulture, $"--port={port}"), $"--Backing:DataPath={folder.Path}", "--Backing:Mode=processes");

    private static Task<string> UpAsync(HostProcess host) => Eventually.BecomesAsync(
        "the start to end with the addresses",
        () => Task.FromResult(host.Output),
        output => output.Contains("Everything is up", StringComparison.Ordinal),
        TimeSpan.FromMinutes(3));

    private static async Task IsGoneAfter(HostProcess host, int port, string signal)
    {
        var tree = ProcessTree.Of(host.Id);
        Assert.True(tree.Count > 5, $"Only {tree.Count} processes were found.");

        using (var kill = Process.Start("kill", [$"-{signal}", host.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await Eventually.BecomesAsync($"no process after SIG{signal}", () => Task.FromResult(string.Join('\n', tree.Alive())), alive => alive.Length == 0, Patience);
        Assert.DoesNotContain(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), listener => listener.Port == port);
    }
}
