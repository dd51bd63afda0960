using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hosting.LocalProcesses.Servers;
using Support;
using Support.Servers;

namespace AppHost.Tests;

/// <summary>A start that cannot be is one line and exit code 1.</summary>
public sealed class RefusedStartTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_taken_port_is_named_with_the_process_that_holds_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var line = await RefusalOf($"--port={port}");

        Assert.StartsWith($"--port is {port}, which is taken by ", line, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
        {
            Assert.Contains($"process {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)} (", line, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("--port=abc", "--port is 'abc'; allowed: a port from 1 to 65535.")]
    [InlineData("--port=70000", "--port is '70000'; allowed: a port from 1 to 65535.")]
    [InlineData("--Backing:Mode=cloud", "Backing:Mode is 'cloud'; allowed: auto, containers, processes.")]
    public async Task A_wrong_setting_is_one_line_with_key_value_and_allowed(string argument, string expected)
    {
        Assert.Equal(expected, await RefusalOf(argument));
    }

    [Fact]
    public async Task A_second_system_on_the_same_data_is_refused()
    {
        Directory.CreateDirectory(folder.Path);
        await using var held = new FileStream(Path.Combine(folder.Path, "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);

        var line = await RefusalOf("--Backing:Mode=processes", $"--Backing:DataPath={folder.Path}");

        Assert.StartsWith($"Backing:DataPath is {folder.Path}, which another running system uses", line, StringComparison.Ordinal);
    }

    private static async Task<string> RefusalOf(params string[] arguments)
    {
        string[] free = arguments.Any(argument => argument.StartsWith("--port", StringComparison.Ordinal)) ? [] : [$"--port={FreePort.Next()}"];
        await using var host = HostProcess.Start([.. arguments, .. free]);

        Assert.Equal(1, await host.EndAsync());
        var lines = host.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Assert.Single(lines, line => !line.StartsWith("Backing services run as", StringComparison.Ordinal));
    }
}
