using Microsoft.ML.OnnxRuntime;

namespace Imaging.Worker.Inference.Sessions;

/// <summary>
/// One arena of CPU memory for all sessions of the process: each with its own would keep the largest picture that it ever saw. It
/// grows by what is asked, not by doubling, and not past its limit.
/// </summary>
internal static class CpuArena
{
    private const int GrowByWhatIsAsked = 1;
    private const int Default = -1;

    private static readonly Lock Exclusive = new();
    private static bool registered;

    /// <summary>The runtime has one environment in a process, so the first limit holds.</summary>
    public static void Register(long bytesMax)
    {
        lock (Exclusive)
        {
            if (registered)
            {
                return;
            }

            using var place = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
            using var limits = new OrtArenaCfg((uint)bytesMax, GrowByWhatIsAsked, Default, Default);
            OrtEnv.Instance().CreateAndRegisterAllocator(place, limits);
            registered = true;
        }
    }
}
