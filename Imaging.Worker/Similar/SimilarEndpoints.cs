using Imaging.Worker.Description;
using System.Security.Claims;
using Imaging.Worker.Storage;
using Imaging.Worker.Uploads;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Errors;
using CommonCodes = ServiceDefaults.Errors.ErrorCodes;

namespace Imaging.Worker.Similar;

/// <summary>Own images that look alike. What others have is neither compared nor counted.</summary>
internal static class SimilarEndpoints
{
    private const int LimitDefault = 20;
    private const int LimitMax = 100;

    private static readonly Refusal NoEmbedding = new(
        ErrorCodes.NoEmbedding, StatusCodes.Status409Conflict, "The image is not finished, or its preset has no step 'embed'.");

    public static void MapSimilar(this RouteGroupBuilder images) =>
        images.MapGet("/{id}/similar", Similar).WithName("FindSimilar").WithSummary("Own images that look most like this one")
            .Refuses(StatusCodes.Status404NotFound, CommonCodes.NotFound)
            .Refuses(StatusCodes.Status409Conflict, ErrorCodes.NoEmbedding);

    private static async Task<Results<Ok<SimilarList>, ProblemHttpResult>> Similar(
        string id, ClaimsPrincipal user, ImageTable images, SimilarImages similar, CancellationToken cancellationToken, int limit = LimitDefault)
    {
        if (await images.FindOwnAsync(id, user, cancellationToken) is not { } image)
        {
            return ImageEndpoints.NotFound.ToProblem();
        }

        return await similar.FindAsync(image.Id, Math.Clamp(limit, 1, LimitMax), cancellationToken) is { } found
            ? TypedResults.Ok(new SimilarList([.. found.Select(one => new SimilarImage(Math.Round(one.Similarity, 4), ImageViews.Plain(one.Image)))]))
            : NoEmbedding.ToProblem();
    }

    /// <param name="Images">The most similar first.</param>
    internal sealed record SimilarList(IReadOnlyList<SimilarImage> Images);

    /// <param name="Similarity">Cosine of the two vectors: 1 for the same picture, about 0 for pictures that have nothing in common.</param>
    /// <param name="Image">The image, without addresses.</param>
    internal sealed record SimilarImage(double Similarity, ImageView Image);
}
