using Microsoft.AspNetCore.Http.HttpResults;
using Storefront.Assortment;

namespace Storefront.Recommendations;

/// <summary><c>GET /recommendations/{id}</c>: what else the shop has for whoever likes this.</summary>
internal static class RecommendationsEndpoints
{
    private const string Caching = "public, max-age=300";
    private const int Purpose = 6;
    private const int Count = 6;

    public static void MapRecommendations(this IEndpointRouteBuilder app) =>
        app.MapGet("/recommendations/{id}", Read).WithTags("Recommendations").WithSummary("What goes well with a product");

    /// <summary>Other products, none twice, the first four of the same department.</summary>
    public static RecommendedProducts RecommendedFor(Product product, ProductRange products)
    {
        var draw = new Draw(product.Number, Purpose);
        var chosen = new List<Product>(Count);
        while (chosen.Count < Count)
        {
            var candidate = draw.From(products.All);
            var fits = chosen.Count >= 4 || candidate.Department == product.Department;
            if (fits && candidate != product && !chosen.Contains(candidate))
            {
                chosen.Add(candidate);
            }
        }

        return new(product.Id, [.. chosen.Select(other => new RecommendedProduct(other.Id, other.Name, ReasonFor(other, product)))]);
    }

    private static string ReasonFor(Product other, Product product) =>
        other.Brand == product.Brand ? "same-brand"
        : other.Department == product.Department ? "same-department"
        : "bought-together";

    private static Results<Ok<RecommendedProducts>, ProblemHttpResult> Read(string id, ProductRange products, HttpResponse response)
    {
        if (!products.TryFind(id, out var product))
        {
            return StorefrontServices.Unknown(id).ToProblem();
        }

        response.Headers.CacheControl = Caching;
        return TypedResults.Ok(RecommendedFor(product, products));
    }
}

internal sealed record RecommendedProducts(string Id, IReadOnlyList<RecommendedProduct> Products);

/// <summary>The reason is <c>same-brand</c>, <c>same-department</c> or <c>bought-together</c>.</summary>
internal sealed record RecommendedProduct(string Id, string Name, string Reason);
