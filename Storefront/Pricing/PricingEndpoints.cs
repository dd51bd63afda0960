using Microsoft.AspNetCore.Http.HttpResults;
using Storefront.Assortment;

namespace Storefront.Pricing;

/// <summary><c>GET /prices/{id}</c>: what a product costs.</summary>
internal static class PricingEndpoints
{
    private const string Caching = "public, max-age=30";
    private const int Purpose = 3;
    private const decimal TaxRate = 0.19m;

    public static void MapPricing(this IEndpointRouteBuilder app) =>
        app.MapGet("/prices/{id}", Read).WithTags("Pricing").WithSummary("What a product costs");

    public static Price PriceOf(Product product)
    {
        var draw = new Draw(product.Number, Purpose);
        // A shop's prices end in 90 cents: 1290, 1390, ... 18890.
        var listed = (draw.Between(product.Department.PriceMin, product.Department.PriceMax) / 100 * 100) + 90;
        var discountPercent = draw.Below(4) == 0 ? draw.Between(1, 6) * 5 : 0;
        var cents = listed * (100 - discountPercent) / 100;
        return new(product.Id, cents / 100m, "EUR", listed / 100m, discountPercent, TaxRate);
    }

    private static Results<Ok<Price>, ProblemHttpResult> Read(string id, ProductRange products, HttpResponse response)
    {
        if (!products.TryFind(id, out var product))
        {
            return StorefrontServices.Unknown(id).ToProblem();
        }

        response.Headers.CacheControl = Caching;
        return TypedResults.Ok(PriceOf(product));
    }
}

/// <summary>The amount is what is paid, tax included and the discount taken off; the tax rate is a share (0.19 for 19 %).</summary>
internal sealed record Price(string Id, decimal Amount, string Currency, decimal ListAmount, int DiscountPercent, decimal TaxRate);
