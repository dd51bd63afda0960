using System.Runtime.InteropServices;
using Imaging.Worker.Pipeline.Gate;

namespace Imaging.Worker.Pipeline.Isolation;

/// <summary>
/// The child bounds itself: private memory for good, CPU time anew for each image. Not the address space (RLIMIT_AS): .NET
/// reserves more of it than it ever uses and would not start. On Windows only the parent watches.
/// </summary>
internal static class ResourceLimits
{
    private const int Cpu = 0;
    private const int Data = 2;

    public static void SetForJob(LimitsOptions limits)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Lower(Data, (ulong)limits.MemoryMax);
        Lower(Cpu, (ulong)Math.Ceiling((Environment.CpuUsage.TotalTime + limits.Time).TotalSeconds) + 1);
    }

    /// <summary>Sets the soft limit and leaves the hard one, so that the next job may raise it again.</summary>
    private static void Lower(int resource, ulong value)
    {
        if (GetLimit(resource, out var limit) == 0)
        {
            limit.Soft = (nuint)Math.Min(value, limit.Hard);
            _ = SetLimit(resource, in limit);
        }
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetLimit(int resource, out ResourceLimit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public nuint Soft;
        public nuint Hard;
    }
}
