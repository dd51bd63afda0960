using Bench.Lab.Processes;
using Bench.Lab.Running;

namespace Bench.Chat;

/// <summary>
/// Brings nodes to the code that they run for the rest of their lives. The runtime counts the calls of a method only once no new code has
/// come for a while, compiles it better in the background, and then once more: each of those needs load, then rest.
/// </summary>
internal static class Warming
{
    private const double PerSecond = 400;

    /// <summary>Clients that are enough to run what the load runs.</summary>
    private const int Few = 40;

    /// <summary>What the compilers of all nodes together may still take of a round, cores: less than the noise of what is measured.</summary>
    private const double CompilingMax = 0.01;

    /// <summary>Rounds after which a node that still compiles is measured as it is: four times what was ever seen to be needed.</summary>
    private const int RoundsMax = 60;

    /// <summary>Rounds that are enough: four, in the short form two.</summary>
    public static int Rounds(LabSettings settings) => settings.Sized(quick: 2, full: 4);

    /// <summary>
    /// Before a crowd comes: code that has run once is compiled and its pools are filled, which is part of the base and not of the sockets.
    /// </summary>
    public static async Task ByFewAsync(ChatSystem system, string prefix, int nodes, LabSettings settings, CancellationToken cancellationToken)
    {
        var plan = new CrowdPlan($"{prefix}-warm", Few, nodes, ChatLoad.RoomSize, ChatLoad.RoomsPerClient, settings.Seed);
        await using var crowd = await Crowd.GatherAsync(system, plan, cancellationToken);
        await RunAsync(system, crowd, Rounds(settings), settings.Sized(quick: TimeSpan.FromSeconds(0.5), full: TimeSpan.FromSeconds(3)), cancellationToken);
    }

    /// <summary>Loads and rests in turn, until the runtime of every node has compiled what the load runs.</summary>
    /// <param name="system">The nodes.</param>
    /// <param name="crowd">Its clients; their messages are delivered and checked as all others.</param>
    /// <param name="rounds">Times that they are loaded at least.</param>
    /// <param name="round">Length of the load of each round.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>Resident memory of the nodes afterwards, MB.</returns>
    public static async Task<double> RunAsync(ChatSystem system, Crowd crowd, int rounds, TimeSpan round, CancellationToken cancellationToken)
    {
        var megabytes = 0.0;
        for (var (index, compiling) = (0, true); index < rounds || (compiling && index < RoundsMax); index++)
        {
            var before = CompilerThreads.Read(system.Ids);
            var (recording, outcome) = await crowd.SendAsync(PerSecond, round, cancellationToken);
            compiling = CompilerThreads.Between(before, CompilerThreads.Read(system.Ids)) > CompilingMax * outcome.Took.TotalSeconds;
            await crowd.SettleAsync(recording);
            megabytes = await Settled.MemoryAsync(system.Ids, cancellationToken);
        }

        return megabytes;
    }
}
