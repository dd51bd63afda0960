namespace Capacity.Tests;

/// <summary>What a machine states is judged, what it does not state is not.</summary>
public class MachineLimitTests
{
    private static readonly ChatProfile Chat = SeedProfile.Profile.Chat;
    private static readonly GatewayProfile Gateway = SeedProfile.Profile.Gateway;

    [Fact]
    public void File_descriptors_limit_a_node_of_ten_thousand_clients()
    {
        var fit = (Chat with { Server = Chat.Server with { FileDescriptors = 1_024 } }).Estimate().Fit;

        // 10,050 sockets over what 1,024 leave beside the node's own 300.
        Assert.Equal((false, Resource.FileDescriptors, 14), (fit.Fits, fit.LimitingResource, fit.Servers));
    }

    [Fact]
    public void Descriptors_that_the_node_itself_uses_up_are_not_helped_by_more_nodes()
    {
        var fit = (Chat with { Server = Chat.Server with { FileDescriptors = 256 } }).Estimate().Fit;

        Assert.Equal((Resource.FileDescriptors, null), (fit.LimitingResource, fit.Servers));
    }

    [Fact]
    public void Ephemeral_ports_limit_the_sockets_to_one_microservice()
    {
        var busy = Gateway with
        {
            Workload = Gateway.Workload with { RequestsPerSecond = 100_000 },
            Server = new() { Cores = 1_000, EphemeralPorts = 28_232 },
        };

        var ports = busy.Estimate().Fit.Uses.Single(use => use.Resource == Resource.Ports);

        Assert.Equal((150_000, false, 6), (ports.Needed, ports.Fits, ports.Servers));
    }

    [Fact]
    public void Sockets_count_when_the_machine_states_them()
    {
        var fit = (Chat with { Server = Chat.Server with { Sockets = 5_000 } }).Estimate().Fit;

        Assert.Equal((Resource.Sockets, 3), (fit.LimitingResource, fit.Servers));
    }

    [Fact]
    public void A_control_group_takes_cores_and_memory_off_the_server()
    {
        var seed = SeedProfile.Profile;
        var group = seed.Imaging with { Server = seed.Imaging.Server with { CgroupCores = 4, CgroupMemoryMegabytes = 2_000 } };

        Assert.Equal((2, 1, 1), (group.Estimate().WorkersByCpu, group.Estimate().WorkersByMemory, group.Estimate().Concurrency));
        Assert.Equal(1_000, (Chat with { Server = new() { Cores = 8, CgroupMemoryMegabytes = 1_000 } }).Estimate()
            .Fit.Uses.Single(use => use.Resource == Resource.Memory).Available);
    }

    [Fact]
    public void Replicas_at_the_target_count_sockets_too()
    {
        var limited = Chat with { Server = Chat.Server with { FileDescriptors = 1_024 } };

        Assert.Equal((14, 15), (limited.Estimate().Refinement.ReplicasAtTarget, limited.Estimate().Refinement.ReplicasForFailure));
    }
}
