using System.ComponentModel;
using System.Diagnostics;

namespace AppHost.Backing;

/// <summary>Asks Docker and Podman whether their engine runs; an installed client alone proves nothing.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Name of the first engine that answers, or <c>null</c>.</summary>
    public static async Task<string?> FindAsync(CancellationToken cancellationToken)
    {
        var preferred = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME");
        foreach (var engine in preferred is { Length: > 0 } ? [preferred] : (string[])["docker", "podman"])
        {
            if (await AnswersAsync(engine, cancellationToken))
            {
                return engine;
            }
        }

        return null;
    }

    private static async Task<bool> AnswersAsync(string engine, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Patience);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(engine, ["info"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.OutputDataReceived += Ignore;
            process.ErrorDataReceived += Ignore;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            try
            {
                await process.WaitForExitAsync(timeout.Token);
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                process.Kill();
                return false;
            }
        }
        catch (Win32Exception)
        {
            // The client is not installed.
            return false;
        }
    }

    private static void Ignore(object sender, DataReceivedEventArgs line)
    {
        // Only the exit code counts; the pipes are drained so that the client cannot block on them.
    }
}
