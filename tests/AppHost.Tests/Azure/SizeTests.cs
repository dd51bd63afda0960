using Capacity;

namespace AppHost.Tests.Azure;

/// <summary>Sizes come from Capacity: what the platform is told is what the plan says.</summary>
[Collection(nameof(Azure))]
public sealed class SizeTests(SeedDeployment seed)
{
    private const string Cpu = """{"name":"cpu","custom":{"type":"cpu","metadata":{"type":"Utilization","value":"70"}}}""";

    [Fact]
    public void The_seeds_load_runs_on_what_its_plan_says()
    {
        var plan = DeploymentPlan.From(SeedProfile.Profile);

        Assert.Equal(Of(plan.Chat.Container, plan.Chat.Replicas, plan.Chat.ReplicasMax, Cpu), seed.Value.SizeOf("chat"));
        Assert.Equal(
            Of(plan.Gateway.Container, plan.Gateway.Replicas, plan.Gateway.ReplicasMax, """{"name":"requests","http":{"metadata":{"concurrentRequests":"1750"}}}"""),
            seed.Value.SizeOf("gateway"));
        Assert.Equal(Of(plan.Imaging.ApiContainer, plan.Imaging.ApiReplicas, 2 * plan.Imaging.ApiReplicas, Cpu), seed.Value.SizeOf("imaging-api"));
        Assert.Equal(
            Of(plan.Imaging.WorkerContainer, 1, plan.Imaging.WorkerReplicasMax,
                """{"name":"images","azureQueue":{"accountName":"storage-name.invalid","queueName":"images","queueLength":2,"identity":"/subscriptions/s/resourceGroups/rg-test/providers/Example/platform_imaging_worker_id"}}"""),
            seed.Value.SizeOf("imaging-worker"));
        Assert.Equal("25", seed.Value.EnvironmentOf("chat")["Chat__DatabasePoolSize"].Value);
        Assert.Equal("4", seed.Value.EnvironmentOf("imaging-worker")["Imaging__DatabasePoolSize"].Value);
        Assert.False(seed.Value.EnvironmentOf("imaging-worker").ContainsKey("Imaging__GpuSlots"));
    }

    [Fact]
    public async Task Ten_times_the_clients_change_nodes_pool_database_and_drain_of_the_chat_and_nothing_of_the_images()
    {
        var large = await Deployment.EvaluateAsync("clients", ["chat", "gateway", "imaging-worker"], "--Workload:Chat:Clients=100000");

        Assert.Equal(new(0.75, "1.5Gi", 2, 4, Cpu), seed.Value.SizeOf("chat"));
        Assert.Equal(new(4, "8Gi", 3, 6, Cpu), large.SizeOf("chat"));
        Assert.Equal(("25", "150"), (Setting(seed.Value, "Chat__DatabasePoolSize"), Setting(large, "Chat__DatabasePoolSize")));
        Assert.Equal(("00:00:10", "00:00:42"), (Setting(seed.Value, "Chat__DrainTimeout"), Setting(large, "Chat__DrainTimeout")));
        Assert.Equal((30, 62), (Grace(seed.Value), Grace(large)));
        Assert.Equal(("Standard_B2s", "Standard_D4ds_v5"), (Database(seed.Value), Database(large)));
        Assert.Equal(seed.Value.Apps["imaging-worker"].ToJsonString(), large.Apps["imaging-worker"].ToJsonString());
        Assert.NotEqual(
            seed.Value.EnvironmentOf("gateway")["Gateway__Capacity__Profile"], large.EnvironmentOf("gateway")["Gateway__Capacity__Profile"]);
    }

    [Fact]
    public async Task A_GPU_is_a_whole_node_with_an_image_of_its_own()
    {
        var gpu = await Deployment.EvaluateAsync("gpu", ["imaging-worker"], "--Azure:WorkerProfile=Consumption-GPU-NC8as-T4", "--Azure:PostgresHighAvailability=ZoneRedundant");
        var worker = gpu.Manifest["resources"]!["imaging-worker"]!;

        Assert.Equal("container.v1", (string)worker["type"]!);
        Assert.Equal("""{"context":"../../..","dockerfile":"../../../Imaging.Worker/Gpu.Dockerfile"}""", worker["build"]!.ToJsonString());
        Assert.Equal(["Consumption/Consumption", "worker/Consumption-GPU-NC8as-T4"], Profiles(gpu));
        Assert.Equal("worker", (string)gpu.Apps["imaging-worker"]["properties"]!["workloadProfileName"]!);
        Assert.Equal((8, "56Gi"), (gpu.SizeOf("imaging-worker").Cores, gpu.SizeOf("imaging-worker").Memory));
        Assert.Equal("8", gpu.EnvironmentOf("imaging-worker")["Imaging__GpuSlots"].Value);
        Assert.Equal("project.v1", (string)gpu.Manifest["resources"]!["imaging-api"]!["type"]!);
        Assert.Equal("Standard_D2ds_v5", Database(gpu));
    }

    [Fact]
    public async Task A_dedicated_node_takes_as_many_images_as_it_has_room_for()
    {
        var dedicated = await Deployment.EvaluateAsync("dedicated", ["chat", "gateway", "imaging-worker"], "--Azure:WorkerProfile=D16", "--Azure:RotateWebhookKeys=true", "--Azure:Services:catalog=https://catalog.example.com");

        Assert.Equal(["Consumption/Consumption", "worker/D16 1-9"], Profiles(dedicated));
        Assert.Equal(
            new(16, "64Gi", 1, 9, seed.Value.SizeOf("imaging-worker").Rule.Replace("\"queueLength\":2", "\"queueLength\":8", StringComparison.Ordinal)),
            dedicated.SizeOf("imaging-worker"));
        Assert.Equal("chat-webhooks-key-previous", dedicated.EnvironmentOf("chat")["Webhooks__PreviousEncryptionKey"].Secret);
        Assert.Equal("https://catalog.example.com", dedicated.EnvironmentOf("gateway")["services__catalog__https__0"].Value);
    }

    [Fact]
    public void A_replica_has_the_time_that_its_stop_takes_and_says_when_it_is_ready() => Assert.All(seed.Value.Services, service =>
    {
        var template = seed.Value.Apps[service]["properties"]!["template"]!;
        var probes = template["containers"]![0]!["probes"]!.AsArray();

        Assert.Equal(30, (int)template["terminationGracePeriodSeconds"]!);
        Assert.Equal(
            ["Startup /alive:8080", "Liveness /alive:8080", "Readiness /health:8080"],
            probes.Select(probe => $"{probe!["type"]} {probe["httpGet"]!["path"]}:{probe["httpGet"]!["port"]}"));
    });

    [Fact]
    public void Uploads_tell_the_queue_and_end_after_a_week()
    {
        var subscription = Assert.Single(seed.Value.OfType("Microsoft.EventGrid/systemTopics/eventSubscriptions"))["properties"]!;
        var rule = Assert.Single(Assert.Single(seed.Value.OfType("Microsoft.Storage/storageAccounts/managementPolicies"))["properties"]!["policy"]!["rules"]!.AsArray())!;

        Assert.Equal("""["Microsoft.Storage.BlobCreated"]""", subscription["filter"]!["includedEventTypes"]!.ToJsonString());
        Assert.Equal("/blobServices/default/containers/uploads/blobs/", (string)subscription["filter"]!["subjectBeginsWith"]!);
        var delivery = subscription["deliveryWithResourceIdentity"]!;
        Assert.Equal("SystemAssigned", (string)delivery["identity"]!["type"]!);
        Assert.Equal(("StorageQueue", "images"), ((string)delivery["destination"]!["endpointType"]!, (string)delivery["destination"]!["properties"]!["queueName"]!));
        Assert.Equal("""["uploads/"]""", rule["definition"]!["filters"]!["prefixMatch"]!.ToJsonString());
        Assert.Equal(7, (int)rule["definition"]!["actions"]!["baseBlob"]!["delete"]!["daysAfterCreationGreaterThan"]!);
    }

    private static AppSize Of(ContainerSize container, int min, int max, string rule) =>
        new(container.Cores, $"{container.MemoryGibibytes}Gi", min, max, rule);

    private static string? Setting(Deployment deployment, string name) => deployment.EnvironmentOf("chat")[name].Value;

    private static int Grace(Deployment deployment) => (int)deployment.Apps["chat"]["properties"]!["template"]!["terminationGracePeriodSeconds"]!;

    private static string Database(Deployment deployment) => (string)deployment.OfType("Microsoft.DBforPostgreSQL/flexibleServers")
        .Single(server => ((string)server["name"]!).StartsWith("chat-", StringComparison.Ordinal))["sku"]!["name"]!;

    private static IEnumerable<string> Profiles(Deployment deployment) =>
        Assert.Single(deployment.OfType("Microsoft.App/managedEnvironments"))["properties"]!["workloadProfiles"]!.AsArray().Select(profile =>
            $"{profile!["name"]}/{profile["workloadProfileType"]}{(profile["minimumCount"] is { } least ? $" {least}-{profile["maximumCount"]}" : "")}");
}
