using Microsoft.AspNetCore.Http.HttpResults;
using Storefront.Assortment;

namespace Storefront.Inventory;

/// <summary><c>GET /stock/{id}</c>: how many of a product lie where.</summary>
internal static class InventoryEndpoints
{
    private const string Caching = "public, max-age=5";
    private const int Purpose = 4;

    private static readonly string[] Warehouses = ["Hamburg", "Rotterdam", "Lyon", "Gdansk"];

    public static void MapInventory(this IEndpointRouteBuilder app) =>
        app.MapGet("/stock/{id}", Read).WithTags("Inventory").WithSummary("How many of a product lie where");

    public static Stock StockOf(Product product)
    {
        var draw = new Draw(product.Number, Purpose);
        // One product in twelve is sold out everywhere: a shop has empty shelves.
        var isSoldOut = draw.Below(12) == 0;
        var warehouses = new WarehouseStock[Warehouses.Length];
        for (var i = 0; i < warehouses.Length; i++)
        {
            var quantity = draw.Below(5) == 0 ? 0 : draw.Between(1, 240);
            warehouses[i] = new(Warehouses[i], isSoldOut ? 0 : quantity);
        }

        var available = warehouses.Sum(warehouse => warehouse.Quantity);
        return new(product.Id, available, warehouses, available > 0 ? draw.Between(1, 4) : draw.Between(10, 30));
    }

    private static Results<Ok<Stock>, ProblemHttpResult> Read(string id, ProductRange products, HttpResponse response)
    {
        if (!products.TryFind(id, out var product))
        {
            return StorefrontServices.Unknown(id).ToProblem();
        }

        response.Headers.CacheControl = Caching;
        return TypedResults.Ok(StockOf(product));
    }
}

/// <summary>Available is the sum over all warehouses; the delivery takes so many working days.</summary>
internal sealed record Stock(string Id, int Available, IReadOnlyList<WarehouseStock> Warehouses, int DeliveryDays);

internal sealed record WarehouseStock(string Warehouse, int Quantity);
