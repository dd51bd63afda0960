using System.ComponentModel;
using System.Diagnostics;

namespace Bench.Imaging.Comparison;

/// <summary>A program that is started for each photograph, as a script would.</summary>
/// <param name="name">As shown.</param>
/// <param name="program">Its file.</param>
/// <param name="environment">What a user who runs several at once would set.</param>
/// <param name="commands">Arguments of each start, given the photograph and the beginning of the path of what is made of it.</param>
/// <param name="photographs">Files to work on.</param>
/// <param name="folder">For what is made.</param>
internal sealed class CommandLineTool(
    string name, string program, (string Key, string Value) environment, Func<string, string, IEnumerable<string[]>> commands,
    IReadOnlyList<string> photographs, string folder) : IDerivativeMaker
{
    private const int DerivativesPerPhotograph = 3;

    public string Name => name;

    public async Task<MakerRun> RunAsync(int count, int atOnce, CancellationToken cancellationToken)
    {
        var before = EndedChildren.CpuSeconds() ?? throw new InvalidOperationException("this system does not tell the processor time of ended commands");
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (index, stop) => await OneAsync(photographs[index % photographs.Count], index, stop));
        return new((EndedChildren.CpuSeconds()!.Value - before) / count, count / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The program's own words: what it writes for <paramref name="arguments"/>, both streams; <c>null</c>: it cannot be started.</summary>
    public static async Task<string?> AskAsync(string program, params string[] arguments)
    {
        try
        {
            var (_, said) = await StartAsync(program, arguments, environment: null, CancellationToken.None);
            return said;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private async Task OneAsync(string photograph, int index, CancellationToken cancellationToken)
    {
        var made = Path.Combine(folder, $"{Path.GetFileName(program)}-{index}");
        foreach (var arguments in commands(photograph, made))
        {
            var (exitCode, said) = await StartAsync(program, arguments, environment, cancellationToken);
            if (exitCode != 0)
            {
                throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {exitCode}: {said.Trim()}");
            }
        }

        var files = Directory.GetFiles(folder, $"{Path.GetFileName(made)}-*");
        if (files.Length != DerivativesPerPhotograph)
        {
            throw new InvalidOperationException($"{Path.GetFileName(program)} made {files.Length} files of {DerivativesPerPhotograph}.");
        }

        Array.ForEach(files, File.Delete);
    }

    private static async Task<(int ExitCode, string Said)> StartAsync(
        string program, string[] arguments, (string Key, string Value)? environment, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (environment is { } variable)
        {
            start.Environment[variable.Key] = variable.Value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var said = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, string.Concat(said));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
