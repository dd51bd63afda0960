using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Capacity;

namespace AppHost.Tests;

/// <summary>The model of the AppHost, read without starting anything.</summary>
public sealed class TopologyTests(TopologyFixture topology) : IClassFixture<TopologyFixture>
{
    [Fact]
    public void The_resources_are_those_of_the_design()
    {
        // Aspire adds helpers of its own: a rebuilder for each project, and the dashboard.
        var names = Resources.Where(resource => resource is not ParameterResource).Select(resource => resource.Name)
            .Where(name => !name.EndsWith("-rebuilder", StringComparison.Ordinal) && name != "aspire-dashboard");

        Assert.Equal(
            ["blobs", "catalog", "chat", "chat-2", "chatdb", "gateway", "imaging-api", "imaging-worker", "imagingdb", "inventory",
                "postgres", "pricing", "queues", "recommendations", "redis", "reviews", "storage"],
            names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_gateway_is_external()
    {
        var external = Resources.OfType<IResourceWithEndpoints>()
            .Where(resource => resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsExternal))
            .Select(resource => resource.Name);

        Assert.Equal(["gateway"], external);
    }

    [Fact]
    public void No_service_stands_behind_the_orchestrators_proxy()
    {
        var proxied = Resources.OfType<ProjectResource>()
            .Where(resource => resource.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsProxied))
            .Select(resource => resource.Name);

        Assert.Empty(proxied);
    }

    [Fact]
    public async Task Every_service_runs_as_Development_with_the_key_of_this_run()
    {
        var keys = new HashSet<string>();
        foreach (var service in Resources.OfType<ProjectResource>())
        {
            var environment = await EnvironmentOf(service);
            Assert.Equal("Development", environment["ASPNETCORE_ENVIRONMENT"]);
            Assert.Equal("Development", environment["DOTNET_ENVIRONMENT"]);
            keys.Add(environment["Auth__DevelopmentKey"]);
        }

        Assert.Equal(32, Convert.FromBase64String(Assert.Single(keys)).Length);
    }

    [Fact]
    public async Task Pools_come_from_the_estimate_and_PostgreSQL_takes_their_sum_and_twenty()
    {
        var plan = DeploymentPlan.From(LocalProfile.Profile);
        var pools = 0;
        foreach (var name in (string[])["chat", "chat-2"])
        {
            pools += int.Parse((await EnvironmentOf(Service(name)))["Chat__DatabasePoolSize"], System.Globalization.CultureInfo.InvariantCulture);
        }

        foreach (var name in (string[])["imaging-api", "imaging-worker"])
        {
            pools += int.Parse((await EnvironmentOf(Service(name)))["Imaging__DatabasePoolSize"], System.Globalization.CultureInfo.InvariantCulture);
        }

        var arguments = await ArgumentsOf("postgres");
        Assert.Equal(plan.Chat.DatabasePool.Opened + plan.Imaging.DatabasePool.Opened, pools);
        Assert.Contains($"max_connections={pools + 20}", arguments);
    }

    [Fact]
    public async Task The_gateway_finds_both_chat_nodes_under_one_name()
    {
        var environment = await EnvironmentOf(Service("gateway"));

        var addresses = new[] { environment["services__chat__http__0"], environment["services__chat__http__1"] };
        Assert.Equal(2, addresses.Distinct().Count());
        Assert.All(addresses, address => Assert.StartsWith("http://", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_gateway_lays_the_profile_of_the_run_beside_the_figures_that_lie_in_Redis()
    {
        var environment = await EnvironmentOf(Service("gateway"));

        Assert.Equal(LocalProfile.Profile.Name, environment["Gateway__Capacity__Profile"]);
        Assert.True(environment.ContainsKey("ConnectionStrings__redis"));
    }

    [Fact]
    public async Task The_console_may_reach_the_blobs_and_names_the_dashboard_without_its_token()
    {
        var environment = await EnvironmentOf(Service("gateway"));

        Assert.True(environment.ContainsKey("Gateway__Console__StorageOrigin"));
        Assert.DoesNotContain('?', environment.GetValueOrDefault("Gateway__Console__Dashboard", ""));
    }

    [Fact]
    public void Passwords_lie_beside_the_data_and_only_their_owner_reads_them()
    {
        var secrets = Path.Combine(topology.DataPath, "secrets.json");

        Assert.True(File.Exists(secrets));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secrets));
        }
    }

    private IEnumerable<IResource> Resources => topology.Resources;

    private ProjectResource Service(string name) => Resources.OfType<ProjectResource>().Single(resource => resource.Name == name);

    // Without starting anything: endpoints answer their allocated address only after a start, so they are read as expressions.
    private static async Task<Dictionary<string, string>> EnvironmentOf(ProjectResource service)
    {
        var context = new EnvironmentCallbackContext(new DistributedApplicationExecutionContext(DistributedApplicationOperation.Run), service);
        foreach (var callback in service.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        var texts = new Dictionary<string, string>();
        foreach (var (key, value) in context.EnvironmentVariables)
        {
            texts[key] = value switch
            {
                string text => text,
                EndpointReference endpoint => $"http://{endpoint.Resource.Name}",
                ParameterResource parameter => await parameter.GetValueAsync(TestContext.Current.CancellationToken) ?? "",
                _ => value.ToString() ?? "",
            };
        }

        return texts;
    }

    private async Task<List<string>> ArgumentsOf(string name)
    {
        var arguments = new List<object>();
        foreach (var callback in Resources.Single(resource => resource.Name == name).Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await callback.Callback(new CommandLineArgsCallbackContext(arguments, TestContext.Current.CancellationToken));
        }

        return [.. arguments.Select(argument => argument.ToString()!)];
    }
}
