using System.Collections.Frozen;
using ServiceDefaults.Configuration;
using ServiceDefaults.Errors;
using Storefront.Assortment;
using Storefront.Catalog;
using Storefront.Faults;
using Storefront.Inventory;
using Storefront.Pricing;
using Storefront.Recommendations;
using Storefront.Reviews;

namespace Storefront;

/// <summary>The five services behind the gateway: one project, one process for each.</summary>
internal static class StorefrontServices
{
    private static readonly FrozenDictionary<string, Action<IEndpointRouteBuilder>> All =
        new Dictionary<string, Action<IEndpointRouteBuilder>>
        {
            ["Catalog"] = CatalogEndpoints.MapCatalog,
            ["Pricing"] = PricingEndpoints.MapPricing,
            ["Inventory"] = InventoryEndpoints.MapInventory,
            ["Reviews"] = ReviewsEndpoints.MapReviews,
            ["Recommendations"] = RecommendationsEndpoints.MapRecommendations,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string Names => string.Join(", ", All.Keys.Order());

    public static bool IsKnown(string? service) => service is not null && All.ContainsKey(service);

    public static IServiceCollection AddStorefront(this IServiceCollection services) => services
        .AddCheckedOptions<StorefrontOptions, StorefrontOptionsValidator>("Storefront")
        .AddSingleton(ProductRange.Create());

    /// <summary>Maps the chosen service. Its reads are anonymous, since only the gateway can reach it and a shop window is public.</summary>
    public static void MapStorefront(this WebApplication app)
    {
        // An unknown name maps nothing here: the start then fails with the validator's line.
        if (app.Configuration["Storefront:Service"] is { } service && All.TryGetValue(service, out var map))
        {
            map(app.MapGroup("").AllowAnonymous().AddEndpointFilter<FaultFilter>());
        }
    }

    /// <summary>The refusal of an id that no product has.</summary>
    public static Refusal Unknown(string id) => new(
        ErrorCodes.ProductUnknown, StatusCodes.Status404NotFound,
        $"There is no product '{(id.Length <= 40 ? id : id[..40] + "...")}'.");
}
