using System.Runtime.InteropServices;

namespace Hosting.LocalProcesses.Servers;

/// <summary>
/// PostgreSQL refuses to run as root. On Linux it then runs as <c>nobody</c>, who may read below a 0700 home folder (that is
/// where the packages may lie) and owns nothing but the data folder.
/// </summary>
internal static partial class UnprivilegedUser
{
    private const int Nobody = 65534;

    public static bool IsNeeded => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    public static ServerCommand Wrap(ServerCommand command) => !IsNeeded ? command : command with
    {
        FileName = "setpriv",
        Arguments =
        [
            $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups",
            "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
            command.FileName, .. command.Arguments,
        ],
    };

    public static void Own(string path)
    {
        if (IsNeeded && ChangeOwner(path, Nobody, Nobody) != 0)
        {
            throw new IOException($"Cannot hand {path} to the user nobody: {Marshal.GetLastPInvokeErrorMessage()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int owner, int group);
}
