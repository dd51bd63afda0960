using NJsonSchema;
using Support;

namespace AppHost.Tests.Azure;

/// <summary>What azd is given.</summary>
[Collection(nameof(Azure))]
public sealed class ManifestTests(SeedDeployment seed)
{
    [Fact]
    public void Azd_finds_the_AppHost_as_the_one_service_and_nothing_that_would_go_before_its_modules()
    {
        var lines = File.ReadAllLines(Repository.File("azure.yaml")).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');

        Assert.Equal(
            ["name: aspire-backend", "services:", "app:", "language: dotnet", "host: containerapp", "project: ./AppHost/AppHost.csproj"], lines);
        Assert.False(Directory.Exists(Repository.File("infra")));
        Assert.False(File.Exists(Repository.File("AppHost", "infra", "main.bicep")));
    }

    [Fact]
    public async Task The_manifest_keeps_to_the_schema_of_what_azd_accepts_of_us()
    {
        var schema = await JsonSchema.FromFileAsync(Repository.File("tests", "AppHost.Tests", "Azure", "manifest.schema.json"), TestContext.Current.CancellationToken);

        Assert.Empty(schema.Validate(seed.Value.Manifest.ToJsonString()));
    }

    [Fact]
    public Task The_manifest_is_the_one_that_was_agreed_on() => Golden.MatchAsync("manifest.json", seed.Value.Manifest);

    [Fact]
    public void Every_service_of_the_system_is_deployed_and_no_other() =>
        Assert.Equal(["chat", "gateway", "imaging-api", "imaging-worker"], seed.Value.Services.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("deploy")]
    [InlineData("publish")]
    public async Task Aspires_own_commands_fail_and_name_azd(string step)
    {
        var (code, output) = await Publisher.RunAsync("--operation", "publish", "--step", step, "--output-path", Publisher.Folder(step));

        Assert.NotEqual(0, code);
        Assert.Contains("This system is deployed with 'azd up'", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Azure:WorkerProfile=D5", "Azure:WorkerProfile is 'D5'; allowed: Consumption, Consumption-GPU-NC8as-T4, Consumption-GPU-NC24-A100, D4, D8, D16, D32, E4, E8, E16, E32.")]
    [InlineData("--Azure:RedisSku=big", "Azure:RedisSku is 'big'; allowed: a size such as Balanced_B1 or MemoryOptimized_M10.")]
    [InlineData("--Azure:PostgresHighAvailability=yes", "Azure:PostgresHighAvailability is 'yes'; allowed: Disabled, SameZone, ZoneRedundant.")]
    [InlineData("--Azure:Origins:0=http://shop", "Azure:Origins holds 'http://shop'; allowed: https addresses without a path, such as https://shop.example.com.")]
    [InlineData("--Azure:Services:catalog=ftp://x", "Azure:Services:catalog is 'ftp://x'; allowed: a name of lower-case letters, digits and dashes, and an https address without a path.")]
    [InlineData("--Workload:Chat:Clients=many", "Workload: Chat.Clients is many; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("--Workload:Chat:Clients=1000000", "The plan opens 11870 connections to one PostgreSQL server; allowed: 4985. Put a pooler between, or plan fewer replicas.")]
    [InlineData("--Workload:Gateway:RequestsPerSecond=2000000", "The plan lets gateway grow to 2144 replicas; allowed: 1000. A smaller workload, or larger replicas, ask for fewer.")]
    [InlineData("--Workload:Chat:BaseMemoryMegabytes=9000", "The plan gives a replica of chat 4.25 cores with 8.5 GiB; allowed: 4 cores with 2 GiB each.")]
    public async Task A_wrong_setting_of_a_deployment_is_one_line(string setting, string expected)
    {
        var (code, output) = await Publisher.RunAsync("--publisher", "manifest", "--output-path", Path.Combine(Publisher.Folder("wrong"), "manifest.json"), setting);

        Assert.Equal((1, expected), (code, output.Trim()));
    }
}
