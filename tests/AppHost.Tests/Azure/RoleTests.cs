using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace AppHost.Tests.Azure;

/// <summary>Who may do what.</summary>
[Collection(nameof(Azure))]
public sealed partial class RoleTests(SeedDeployment seed)
{
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["7f951dda-4ed3-4680-a7ca-43fe172d538d"] = "AcrPull",
        ["b24988ac-6180-42a0-ab88-20f7382dd24c"] = "Contributor",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["19e7f393-937e-4f77-808e-94535e297925"] = "Storage Queue Data Reader",
        ["c6a89b2d-59bc-44d0-9896-0f6e12d7b80a"] = "Storage Queue Data Message Sender",
    };

    [Fact]
    public void Every_identity_has_the_roles_that_it_needs_and_no_other()
    {
        var assigned = seed.Value.OfType("Microsoft.Authorization/roleAssignments").Select(Assignment);

        Assert.Equal(
            [
                "00000000-0000-0000-0000-00000000000b: Contributor on managedEnvironments",
                "image-pull: AcrPull on registries",
                "imaging-api: Storage Blob Data Contributor on storageAccounts",
                "imaging-api: Storage Queue Data Message Sender on queues",
                "imaging-api: Storage Queue Data Reader on storageAccounts",
                "imaging-worker: Storage Blob Data Contributor on storageAccounts",
                "imaging-worker: Storage Queue Data Contributor on storageAccounts",
                "uploads: Storage Queue Data Message Sender on storageAccounts",
            ],
            assigned.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_database_has_one_owner_and_takes_no_password()
    {
        var owners = seed.Value.OfType("Microsoft.DBforPostgreSQL/flexibleServers/administrators")
            .Select(owner => $"{Server().Match((string)owner["name"]!).Groups[1].Value}: {(string)owner["properties"]!["principalName"]!}");

        Assert.Equal(["chat: chat", "imaging: imaging-database"], owners.Order(StringComparer.Ordinal));
        Assert.All(seed.Value.OfType("Microsoft.DBforPostgreSQL/flexibleServers"), server => Assert.Equal(
            ("Enabled", "Disabled"),
            ((string)server["properties"]!["authConfig"]!["activeDirectoryAuth"]!, (string)server["properties"]!["authConfig"]!["passwordAuth"]!)));
    }

    [Theory]
    [InlineData("chat", "chat")]
    [InlineData("gateway", "gateway")]
    [InlineData("imaging-api", "imaging-api", "imaging-database")]
    [InlineData("imaging-worker", "imaging-worker", "imaging-database")]
    public void A_service_runs_as_itself_and_only_the_platform_pulls_its_image(string service, params string[] identities)
    {
        var app = seed.Value.Apps[service];
        var names = app["identity"]!["userAssignedIdentities"]!.AsObject().Select(identity => identity.Key.Split('/')[^1]);
        var pull = app["properties"]!["configuration"]!["identitySettings"]!.AsArray().Single()!;

        Assert.Equal(
            identities.Select(name => $"platform_{name.Replace('-', '_')}_id").Append("platform_azure_container_registry_managed_identity_id").Order(StringComparer.Ordinal),
            names.Order(StringComparer.Ordinal));
        Assert.EndsWith("platform_azure_container_registry_managed_identity_id", (string)pull["identity"]!, StringComparison.Ordinal);
        Assert.Equal("None", (string)pull["lifecycle"]!);
        var environment = seed.Value.EnvironmentOf(service);
        Assert.Equal("ManagedIdentityCredential", environment["AZURE_TOKEN_CREDENTIALS"].Value);
        Assert.Equal($"platform-{service}-client-id.invalid", environment["AZURE_CLIENT_ID"].Value);
    }

    private static string Assignment(JsonObject resource)
    {
        var properties = resource["properties"]!;
        var role = Roles[((string)properties["roleDefinitionId"]!).Split('/')[^1]];
        var scope = Scope().Match((string)resource["id"]!).Groups[1].Value;
        return $"{Principal((string)properties["principalId"]!)}: {role} on {scope}";
    }

    private static string Principal(string expression) =>
        Identity().Match(expression) is { Success: true } match ? match.Groups[1].Value : expression;

    [GeneratedRegex("(?:userAssignedIdentities|systemTopics)/([a-z-]+?)(?:-[a-z0-9]{13})?'")]
    private static partial Regex Identity();

    [GeneratedRegex(@"([A-Za-z]+)/[A-Za-z0-9-]+(?:/providers/Microsoft\.Authorization|', 'Microsoft\.Authorization)")]
    private static partial Regex Scope();

    [GeneratedRegex("'([a-z]+)-[a-z0-9]{13}'")]
    private static partial Regex Server();
}
