using Microsoft.AspNetCore.Http.HttpResults;
using Storefront.Assortment;

namespace Storefront.Catalog;

/// <summary><c>GET /products/{id}</c>: what a product is.</summary>
internal static class CatalogEndpoints
{
    private const string Caching = "public, max-age=300";
    private const int Purpose = 2;

    private static readonly string[] Opening =
    [
        "Made to be used daily", "Designed with people who repair things", "A quiet favourite of ours", "Built for decades, not seasons",
    ];

    public static void MapCatalog(this IEndpointRouteBuilder app) =>
        app.MapGet("/products/{id}", Read).WithTags("Catalog").WithSummary("What a product is");

    public static ProductDetails Describe(Product product)
    {
        var draw = new Draw(product.Number, Purpose);
        var description =
            $"{draw.From(Opening)}: a {product.Kind.ToLowerInvariant()} in {product.Material.ToLowerInvariant()} by {product.Brand}. "
            + $"{draw.Between(2, 12)} years of warranty. Best for {draw.From(product.Department.Uses)}.";
        return new(
            product.Id, product.Name, product.Brand, description,
            [product.Department.Name, product.Kind, product.Material],
            $"SKU-{product.Department.Name[..2].ToUpperInvariant()}-{product.Number:00000}",
            draw.Between(120, 9800));
    }

    private static Results<Ok<ProductDetails>, ProblemHttpResult> Read(string id, ProductRange products, HttpResponse response)
    {
        if (!products.TryFind(id, out var product))
        {
            return StorefrontServices.Unknown(id).ToProblem();
        }

        response.Headers.CacheControl = Caching;
        return TypedResults.Ok(Describe(product));
    }
}

/// <summary>Categories go from the widest to the narrowest; the weight is that of the parcel.</summary>
internal sealed record ProductDetails(
    string Id, string Name, string Brand, string Description, IReadOnlyList<string> Categories, string Sku, int WeightGrams);
