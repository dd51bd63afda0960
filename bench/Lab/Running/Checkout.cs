using System.ComponentModel;
using System.Diagnostics;
using Support;

namespace Bench.Lab.Running;

/// <summary>Which state of the code is measured.</summary>
internal static class Checkout
{
    /// <summary>Short hash, with <c>+</c> if files were changed; <c>unknown</c> without git.</summary>
    public static async Task<string> CommitAsync()
    {
        var hash = await GitAsync("rev-parse", "--short", "HEAD");
        if (hash.Length == 0)
        {
            return "unknown";
        }

        return (await GitAsync("status", "--porcelain", "--untracked-files=no")).Length == 0 ? hash : hash + "+";
    }

    private static async Task<string> GitAsync(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true,
            })!;
            var said = await git.StandardOutput.ReadToEndAsync();
            await git.WaitForExitAsync();
            return git.ExitCode == 0 ? said.Trim() : string.Empty;
        }
        catch (Win32Exception)
        {
            return string.Empty;
        }
    }
}
