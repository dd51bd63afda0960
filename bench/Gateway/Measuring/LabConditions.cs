using Bench.Lab.Running;
using Capacity;

namespace Bench.Gateway.Measuring;

/// <summary>The seed's profile for the load and the machine of this run.</summary>
internal static class LabConditions
{
    public static CapacityProfile Of(CapacityProfile profile, double requestsPerSecond)
    {
        var (machine, gateway) = (Machine.Info(), profile.Gateway);
        return profile with
        {
            Gateway = gateway with
            {
                Workload = gateway.Workload with { RequestsPerSecond = requestsPerSecond },
                Server = gateway.Server with { Cores = machine.Cores, MemoryMegabytes = machine.MemoryMegabytes },
            },
        };
    }

    /// <summary>The same with services that take as long as they did: a delay that was asked for is longer on a busy machine.</summary>
    public static CapacityProfile WithServices(CapacityProfile profile, double fastMs, double meanMs, double slowMs) => profile with
    {
        Gateway = profile.Gateway with { Costs = profile.Gateway.Costs with { CallMsMin = fastMs, CallMs = meanMs, CallMsMax = slowMs } },
    };
}
