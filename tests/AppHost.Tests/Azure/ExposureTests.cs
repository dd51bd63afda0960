using System.Text.Json.Nodes;

namespace AppHost.Tests.Azure;

/// <summary>What the Internet can reach.</summary>
[Collection(nameof(Azure))]
public sealed class ExposureTests(SeedDeployment seed)
{
    [Fact]
    public void Of_the_services_the_gateway_alone_is_public_and_the_worker_listens_to_nobody()
    {
        var ingress = seed.Value.Services.ToDictionary(name => name, name => Ingress(name) switch
        {
            null => "none",
            var found => (bool)found["external"]! ? "public" : "internal",
        });

        Assert.Equal(
            new Dictionary<string, string> { ["chat"] = "internal", ["imaging-api"] = "internal", ["imaging-worker"] = "none", ["gateway"] = "public" }, ingress);
        Assert.All(seed.Value.Services.Select(Ingress).OfType<JsonNode>(), found => Assert.False((bool)found["allowInsecure"]!));
    }

    [Fact]
    public void A_client_stays_with_its_replica_where_a_hub_needs_it_only() => Assert.Equal(
        ["chat"], seed.Value.Services.Where(name => (string?)Ingress(name)?["stickySessions"]!["affinity"] == "sticky"));

    [Fact]
    public void Databases_stand_in_the_network_and_nowhere_else() => Assert.All(seed.Value.OfType("Microsoft.DBforPostgreSQL/flexibleServers"), server =>
    {
        var network = server["properties"]!["network"]!;
        Assert.Equal("Disabled", (string)network["publicNetworkAccess"]!);
        Assert.EndsWith("/subnets/postgres", (string)network["delegatedSubnetResourceId"]!, StringComparison.Ordinal);
        Assert.EndsWith(".private.postgres.database.azure.com", (string)network["privateDnsZoneArmResourceId"]!, StringComparison.Ordinal);
    });

    [Fact]
    public void Redis_has_a_private_endpoint_and_keeps_what_was_acknowledged()
    {
        var redis = Assert.Single(seed.Value.OfType("Microsoft.Cache/redisEnterprise"))["properties"]!;
        var database = Assert.Single(seed.Value.OfType("Microsoft.Cache/redisEnterprise/databases"))["properties"]!;
        var endpoint = Assert.Single(seed.Value.OfType("Microsoft.Network/privateEndpoints"))["properties"]!;

        Assert.Equal(("Disabled", "Enabled", "1.2"), ((string)redis["publicNetworkAccess"]!, (string)redis["highAvailability"]!, (string)redis["minimumTlsVersion"]!));
        Assert.Equal(("NoEviction", "Encrypted"), ((string)database["evictionPolicy"]!, (string)database["clientProtocol"]!));
        Assert.Equal("""{"aofEnabled":true,"aofFrequency":"1s","rdbEnabled":false}""", database["persistence"]!.ToJsonString());
        Assert.EndsWith("/subnets/endpoints", (string)endpoint["subnet"]!["id"]!, StringComparison.Ordinal);
        Assert.Contains(seed.Value.OfType("Microsoft.Network/privateDnsZones"), zone => (string)zone["name"]! == "privatelink.redis.azure.net");
    }

    [Fact]
    public void The_storage_account_is_public_and_opens_to_Entra_and_signed_addresses_alone()
    {
        var account = Assert.Single(seed.Value.OfType("Microsoft.Storage/storageAccounts"))["properties"]!;

        Assert.False((bool)account["allowSharedKeyAccess"]!);
        Assert.False((bool)account["allowBlobPublicAccess"]!);
        Assert.True((bool)account["supportsHttpsTrafficOnly"]!);
        Assert.Equal("TLS1_2", (string)account["minimumTlsVersion"]!);
        Assert.Equal(
            ["uploads", "derivatives", "manifests"],
            seed.Value.OfType("Microsoft.Storage/storageAccounts/blobServices/containers").Select(LastName));
        Assert.All(
            seed.Value.OfType("Microsoft.Storage/storageAccounts/blobServices/containers"), container => Assert.Null(container["properties"]?["publicAccess"]));
        Assert.Equal(
            ["images", "images-poison"], seed.Value.OfType("Microsoft.Storage/storageAccounts/queueServices/queues").Select(LastName));
    }

    [Fact]
    public void Browsers_upload_from_the_consoles_origin_alone()
    {
        var blobs = Assert.Single(seed.Value.OfType("Microsoft.Storage/storageAccounts/blobServices"))["properties"]!;
        var rule = Assert.Single(blobs["cors"]!["corsRules"]!.AsArray())!;

        var origin = (string)Assert.Single(rule["allowedOrigins"]!.AsArray())!;
        Assert.StartsWith("[format('https://gateway.{0}', reference(", origin, StringComparison.Ordinal);
        Assert.EndsWith(".defaultDomain)]", origin, StringComparison.Ordinal);
        Assert.Equal("""["PUT","GET","OPTIONS"]""", rule["allowedMethods"]!.ToJsonString());
    }

    [Fact]
    public void The_registry_takes_no_password_and_no_stranger()
    {
        var registry = Assert.Single(seed.Value.OfType("Microsoft.ContainerRegistry/registries"))["properties"]!;

        Assert.False((bool)registry["adminUserEnabled"]!);
        // Off unless it is said; the smallest registry cannot even be told.
        Assert.Null(registry["anonymousPullEnabled"]);
    }

    [Fact]
    public void Nothing_else_is_there_that_could_be_public()
    {
        // A new kind of resource fails here, so that somebody decides who reaches it.
        string[] known =
        [
            "Microsoft.App/managedEnvironments", "Microsoft.App/managedEnvironments/dotNetComponents",
            "Microsoft.Authorization/roleAssignments", "Microsoft.Cache/redisEnterprise", "Microsoft.Cache/redisEnterprise/databases",
            "Microsoft.ContainerRegistry/registries", "Microsoft.DBforPostgreSQL/flexibleServers",
            "Microsoft.DBforPostgreSQL/flexibleServers/administrators", "Microsoft.DBforPostgreSQL/flexibleServers/databases",
            "Microsoft.EventGrid/systemTopics", "Microsoft.EventGrid/systemTopics/eventSubscriptions", "Microsoft.Insights/diagnosticSettings",
            "Microsoft.ManagedIdentity/userAssignedIdentities", "Microsoft.Network/privateDnsZones",
            "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "Microsoft.Network/privateEndpoints",
            "Microsoft.Network/privateEndpoints/privateDnsZoneGroups", "Microsoft.Network/virtualNetworks",
            "Microsoft.OperationalInsights/workspaces", "Microsoft.Resources/resourceGroups", "Microsoft.Storage/storageAccounts",
            "Microsoft.Storage/storageAccounts/blobServices", "Microsoft.Storage/storageAccounts/blobServices/containers",
            "Microsoft.Storage/storageAccounts/managementPolicies", "Microsoft.Storage/storageAccounts/queueServices",
            "Microsoft.Storage/storageAccounts/queueServices/queues",
        ];

        Assert.Equal(known, seed.Value.Infrastructure.Select(resource => (string)resource["type"]!).Distinct().Order(StringComparer.Ordinal));
    }

    private JsonNode? Ingress(string service) => seed.Value.Apps[service]["properties"]!["configuration"]!["ingress"];

    private static string LastName(JsonObject resource) => ((string)resource["name"]!).Split('/')[^1];
}
