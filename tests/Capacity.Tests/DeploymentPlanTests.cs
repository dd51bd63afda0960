namespace Capacity.Tests;

public class DeploymentPlanTests
{
    [Fact]
    public void The_local_profile_runs_two_chat_nodes_and_one_of_everything_else()
    {
        var plan = DeploymentPlan.From(LocalProfile.Profile);

        Assert.Equal(new ChatPlan(2, 4, 0.7, new(50, 2), new(0.75, 1.5)), plan.Chat);
        Assert.Equal(new ImagingPlan(1, 1, 18, 4, 0.7, new(20, 2), 1, 300, null, new(0.5, 1), new(4, 8)), plan.Imaging);
        Assert.Equal(new GatewayPlan(1, 3, 3_500, new(3, 6)), plan.Gateway);
        Assert.Equal((25, 10), (plan.Chat.DatabasePool.PerReplica, plan.Imaging.DatabasePool.PerReplica));
        Assert.Equal(50 + 20 + 20, plan.PostgresMaxConnections);
    }

    [Fact]
    public void The_seed_profile_puts_8_workers_of_2_cores_into_4_containers_of_4()
    {
        var plan = DeploymentPlan.From(SeedProfile.Profile);

        Assert.Equal(new ChatPlan(2, 4, 0.7, new(50, 2), new(0.75, 1.5)), plan.Chat);
        Assert.Equal(new ImagingPlan(2, 4, 36, 2, 0.7, new(20, 6), 2, 2_000, 8, new(0.5, 1), new(4, 8)), plan.Imaging);
        Assert.Equal(new GatewayPlan(2, 4, 1_750, new(1.5, 3)), plan.Gateway);
    }

    [Fact]
    public void A_pool_that_does_not_divide_is_rounded_up_and_postgres_counts_what_may_be_opened()
    {
        var plan = DeploymentPlan.From(SeedProfile.Profile);

        Assert.Equal((20, 6, 4, 24), (plan.Imaging.DatabasePool.Total, plan.Imaging.DatabasePool.Replicas,
            plan.Imaging.DatabasePool.PerReplica, plan.Imaging.DatabasePool.Opened));
        Assert.Equal(50 + 24 + 20, plan.PostgresMaxConnections);
    }

    [Fact]
    public void Ten_times_the_clients_are_three_nodes_of_four_cores()
    {
        var seed = SeedProfile.Profile;
        var plan = DeploymentPlan.From(seed with { Chat = seed.Chat with { Workload = seed.Chat.Workload with { Clients = 100_000 } } });

        Assert.Equal(new ChatPlan(3, 6, 0.7, new(450, 3), new(4, 8)), plan.Chat);
    }

    [Fact]
    public void Memory_is_bought_with_cores()
    {
        var seed = SeedProfile.Profile;
        var hungry = seed.Chat with { Costs = seed.Chat.Costs with { BaseMemoryMegabytes = 3_000 } };

        // 3,005 MB are 2.8 GiB; at 2 GiB per core that is 1.4 cores, to the next quarter 1.5.
        Assert.Equal(new ContainerSize(1.5, 3), DeploymentPlan.From(seed with { Chat = hungry }).Chat.Container);
    }

    [Fact]
    public void The_local_profile_follows_the_machine_it_is_given()
    {
        var plan = DeploymentPlan.From(LocalProfile.On(new() { Cores = 2, MemoryMegabytes = 4_000 }));

        Assert.Equal((1, 2), (plan.Imaging.WorkerReplicas, plan.Imaging.SlotsPerWorkerReplica));
    }

    [Fact]
    public void A_plan_of_a_bad_profile_names_what_is_wrong()
    {
        var bad = SeedProfile.Profile with { Deployment = SeedProfile.Profile.Deployment with { ChatReplicasMin = 0 } };

        var exception = Assert.Throws<ArgumentException>(() => DeploymentPlan.From(bad));

        Assert.StartsWith("Deployment.ChatReplicasMin is 0; allowed: whole numbers from 1 to 1,000 (replicas).", exception.Message, StringComparison.Ordinal);
    }
}
