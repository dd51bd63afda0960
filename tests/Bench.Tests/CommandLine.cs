using Bench;

namespace Bench.Tests;

/// <summary>One run of the real entry point, without a process.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    public static CommandLine Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = BenchApp.Run(args, output, error);
        return new(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Lines on standard error.</summary>
    public string[] Errors => Error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Lines of the output with runs of blanks made one.</summary>
    public string[] Lines =>
        [.. Output.Split(Environment.NewLine).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
}
