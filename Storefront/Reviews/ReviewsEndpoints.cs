using Microsoft.AspNetCore.Http.HttpResults;
using Storefront.Assortment;

namespace Storefront.Reviews;

/// <summary><c>GET /reviews/{id}</c>: what buyers say about a product.</summary>
internal static class ReviewsEndpoints
{
    private const string Caching = "public, max-age=60";

    public static void MapReviews(this IEndpointRouteBuilder app) =>
        app.MapGet("/reviews/{id}", Read).WithTags("Reviews").WithSummary("What buyers say about a product");

    private static Results<Ok<ProductReviews>, ProblemHttpResult> Read(string id, ProductRange products, HttpResponse response)
    {
        if (!products.TryFind(id, out var product))
        {
            return StorefrontServices.Unknown(id).ToProblem();
        }

        response.Headers.CacheControl = Caching;
        return TypedResults.Ok(ReviewWriter.ReviewsOf(product));
    }
}

/// <summary>The average has one decimal and is 0 without reviews; the reviews stand newest first.</summary>
internal sealed record ProductReviews(string Id, decimal Average, int Count, IReadOnlyList<Review> Reviews);

/// <summary>A rating is 1 (worst) to 5.</summary>
internal sealed record Review(string Author, int Rating, string Title, string Text, DateOnly WrittenOn);
