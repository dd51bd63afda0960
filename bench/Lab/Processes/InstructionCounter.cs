using System.Diagnostics;
using System.Globalization;

namespace Bench.Lab.Processes;

/// <summary>
/// Counts the instructions of a running process in user mode (<c>perf stat</c>, Linux): unlike its processor time, they do not depend
/// on what else the machine does.
/// </summary>
internal sealed class InstructionCounter : IAsyncDisposable
{
    private readonly Process perf;
    private readonly Task<string> said;

    private InstructionCounter(Process perf) => (this.perf, said) = (perf, perf.StandardError.ReadToEndAsync());

    /// <summary>Counts from now on, or null where there is no <c>perf</c>.</summary>
    public static InstructionCounter? TryStart(int processId)
    {
        try
        {
            // -x,: values apart by commas.
            return Process.Start(new ProcessStartInfo("perf", ["stat", "-x,", "-e", "instructions:u", "-p", processId.ToString(CultureInfo.InvariantCulture)])
            {
                RedirectStandardError = true, RedirectStandardOutput = true,
            }) is { } perf ? new(perf) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Instructions since the start, or null where the machine does not count them.</summary>
    public async Task<long?> StopAsync()
    {
        // SIGINT makes it write its figures.
        using (var interrupt = Process.Start("kill", ["-INT", perf.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await interrupt.WaitForExitAsync();
        }

        return Read(await said);
    }

    /// <summary>"123456,,instructions:u,1000,100.00,,", or "&lt;not supported&gt;,,instructions:u,..." for null.</summary>
    internal static long? Read(string said)
    {
        var line = said.Split('\n').FirstOrDefault(line => line.Contains("instructions", StringComparison.Ordinal));
        return long.TryParse(line?.Split(',')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!perf.HasExited)
        {
            perf.Kill();
        }

        await said;
        perf.Dispose();
    }
}
