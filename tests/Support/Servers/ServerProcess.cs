using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Hosting.LocalProcesses.Servers;

namespace Support.Servers;

/// <summary>A server that a test started: killed with its children when the test is done.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 50;
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();

    private ServerProcess(Process process) => this.process = process;

    /// <summary>Process id, for signals.</summary>
    public int Id => process.Id;

    /// <summary>Its exit code; <c>null</c> while it runs.</summary>
    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>Starts the command and waits until all <paramref name="ports"/> of 127.0.0.1 accept a connection.</summary>
    public static async Task<ServerProcess> StartAsync(ServerCommand command, params int[] ports)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in command.Environment)
        {
            start.Environment[key] = value;
        }

        var server = new ServerProcess(Process.Start(start)!);
        server.Listen();
        foreach (var port in ports)
        {
            await Eventually.BecomesAsync(
                $"{command.FileName} to listen on {port}; it wrote: {server.Output()}", () => server.ListensAsync(port), listens => listens);
        }

        return server;
    }

    /// <summary>Sends a signal, such as <c>TERM</c>; Unix only.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and SIGKILL after <paramref name="patience"/>; answers the exit code.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await SignalAsync("TERM");
            await process.WaitForExitAsync(limit.Token);
        }
        catch (Exception late) when (late is OperationCanceledException or Win32Exception)
        {
            await KillAsync();
        }

        return process.ExitCode;
    }

    /// <summary>Ends the server with SIGKILL, as a crash would.</summary>
    public async Task KillAsync()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }

        await process.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    /// <summary>The last lines that the server wrote.</summary>
    public string Output() => string.Join('\n', lines);

    private void Listen()
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lines.Enqueue(line);
        while (lines.Count > LinesKept)
        {
            lines.TryDequeue(out _);
        }
    }

    private async Task<bool> ListensAsync(int port)
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"The server ended with {process.ExitCode}: {Output()}");
        }

        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
