using Bench.Lab.Running;
using Capacity;

namespace Bench.Chat;

/// <summary>The load and the machine of a run, laid over the seed's profile.</summary>
internal static class ChatConditions
{
    public static CapacityProfile Of(CapacityProfile profile, int clients)
    {
        var machine = Machine.Info();
        return profile with
        {
            Chat = profile.Chat with
            {
                Workload = profile.Chat.Workload with { Clients = clients },
                Server = profile.Chat.Server with { Cores = machine.Cores, MemoryMegabytes = machine.MemoryMegabytes },
            },
        };
    }
}
