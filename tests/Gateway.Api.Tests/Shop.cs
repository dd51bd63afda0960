namespace Gateway.Api.Tests;

/// <summary>The gateway before the five real storefront services; each test leaves them without faults.</summary>
public sealed class Shop : IAsyncLifetime
{
    public const string Collection = "shop";

    private readonly List<StorefrontApp> services = [];
    private GatewayApp? gateway;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var addresses = new List<(string, string)>();
        foreach (var name in new[] { "Catalog", "Pricing", "Inventory", "Reviews", "Recommendations" })
        {
            services.Add(new(name));
            addresses.Add((name.ToLowerInvariant(), services[^1].Address));
        }

        gateway = new(GatewayApp.Addresses([.. addresses]));
        Client = gateway.CreateClient();
        // The first call of a process pays for its compilation, which is no test's subject.
        await Support.Eventually.BecomesAsync(
            "a complete product page", () => Client.GetStringAsync("/api/products/1"), page => !page.Contains("_partial", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null)
        {
            await gateway.DisposeAsync();
        }

        foreach (var service in services)
        {
            await service.DisposeAsync();
        }
    }
}

[CollectionDefinition(Shop.Collection)]
public sealed class ShopCollection : ICollectionFixture<Shop>;
