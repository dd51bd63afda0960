using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Support;
using Support.Servers;

namespace AppHost.Tests.Azure;

/// <summary>Every service starts, outside Development, with exactly the settings that its container app has.</summary>
[Collection(nameof(Azure))]
public sealed class SettingTests(SeedDeployment seed, RedisFixture redis, PostgresFixture postgres)
    : IClassFixture<RedisFixture>, IClassFixture<PostgresFixture>
{
    /// <summary>Nobody listens there: what is not to be asked at a start would be noticed.</summary>
    private const string Nowhere = "https://127.0.0.1:1/";

    private static readonly Dictionary<string, string> Projects = new()
    {
        ["chat"] = "Chat.Api", ["gateway"] = "Gateway.Api", ["imaging-api"] = "Imaging.Worker", ["imaging-worker"] = "Imaging.Worker",
    };

    [Theory]
    [InlineData("chat")]
    [InlineData("gateway")]
    public async Task A_service_is_ready_with_the_settings_of_its_deployment(string name)
    {
        await using var service = DeployedService.Start(Projects[name], seed.Value.EnvironmentOf(name), await HereAsync());

        Assert.Equal("200 Healthy", await service.SaysAsync("/health"));
    }

    // Ready they are when Azure's storage answers. Until then they live, and have asked it for nothing that the infrastructure makes.
    [Theory]
    [InlineData("imaging-api")]
    [InlineData("imaging-worker")]
    public async Task A_service_starts_with_the_settings_of_its_deployment_before_storage_answers(string name)
    {
        await using var service = DeployedService.Start(Projects[name], seed.Value.EnvironmentOf(name), await HereAsync());

        Assert.Equal("200 Healthy", await service.SaysAsync("/alive"));
    }

    [Theory]
    [InlineData("chat", "Chat__", "Auth__", "Webhooks__")]
    [InlineData("gateway", "Gateway__", "Auth__")]
    [InlineData("imaging-api", "Imaging__", "Auth__")]
    [InlineData("imaging-worker", "Imaging__", "Auth__")]
    public void What_a_deployment_sets_is_a_setting_that_the_service_has(string name, params string[] sections)
    {
        var settings = seed.Value.EnvironmentOf(name).Keys.Where(key => sections.Any(section => key.StartsWith(section, StringComparison.Ordinal)))
            .Select(key => key.Split("__").Last(part => !part.All(char.IsDigit)));
        var known = Directory.EnumerateFiles(Repository.Built(Projects[name]), "*.dll")
            .Where(file => Path.GetFileNameWithoutExtension(file) is "ServiceDefaults" or "Webhooks" || Path.GetFileNameWithoutExtension(file) == Projects[name])
            .SelectMany(PropertiesOf).ToHashSet();

        Assert.Equal([], settings.Except(known));
    }

    private async Task<Dictionary<string, string>> HereAsync() => new()
    {
        ["ConnectionStrings__redis"] = redis.ConnectionString,
        ["ConnectionStrings__chatdb"] = await postgres.CreateDatabaseAsync(),
        ["ConnectionStrings__imagingdb"] = await postgres.CreateDatabaseAsync(),
        ["ConnectionStrings__blobs"] = Nowhere,
        ["ConnectionStrings__queues"] = Nowhere,
        ["Webhooks__EncryptionKey"] = Convert.ToBase64String("chatchatchatchatchatchatchatchat"u8),
    };

    private static IEnumerable<string> PropertiesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.PropertyDefinitions.Select(property => metadata.GetString(metadata.GetPropertyDefinition(property).Name))];
    }
}
