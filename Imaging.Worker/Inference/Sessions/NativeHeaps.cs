using System.Runtime.InteropServices;

namespace Imaging.Worker.Inference.Sessions;

/// <summary>
/// Memory that native code has freed and the C library keeps. glibc has a heap for each of some threads, and a model that is loaded leaves
/// copies of its weights free in the heap of the thread that loaded it: 60 MB in each of seven, which nothing asks for again.
/// </summary>
internal static class NativeHeaps
{
    /// <summary>Gives free pages of all heaps back to the system. Other C libraries have no such call, and no such heaps.</summary>
    public static void GiveBack()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library))
        {
            return;
        }

        if (NativeLibrary.TryGetExport(library, "malloc_trim", out _))
        {
            _ = Trim(pad: 0);
        }

        NativeLibrary.Free(library);
    }

    [DllImport("libc.so.6", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint pad);
}
