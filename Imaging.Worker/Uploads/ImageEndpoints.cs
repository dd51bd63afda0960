using System.Globalization;
using System.Security.Claims;
using Imaging.Worker.Jobs;
using Imaging.Worker.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceDefaults.Authentication;
using ServiceDefaults.Errors;
using CommonCodes = ServiceDefaults.Errors.ErrorCodes;
using Imaging.Worker.Description;

namespace Imaging.Worker.Uploads;

/// <summary>Status, events, list, visibility, deletion. An image that is another's does not exist, unless it is shared: then its status does.</summary>
internal static class ImageEndpoints
{
    private const int ListLimitMax = 100;

    public static readonly Refusal NotFound = new(CommonCodes.NotFound, StatusCodes.Status404NotFound, "There is no such image.");

    public static void MapImages(this RouteGroupBuilder images)
    {
        images.MapGet("/", List).WithName("ListImages").WithSummary("Own images, newest first")
            .Refuses(StatusCodes.Status400BadRequest, ErrorCodes.CursorInvalid);
        images.MapGet("/{id}", Status).WithName("GetImage").WithSummary("Status, and signed addresses of the results")
            .Refuses(StatusCodes.Status404NotFound, CommonCodes.NotFound);
        images.MapGet("/{id}/events", Events).WithName("FollowImage").WithSummary("Server-sent events until the image is finished")
            .Refuses(StatusCodes.Status404NotFound, CommonCodes.NotFound)
            .Refuses(StatusCodes.Status503ServiceUnavailable, ErrorCodes.TooManyStreams);
        images.MapPut("/{id}/visibility", Show).WithName("ShowImage").WithSummary("Who may read the derivatives: private or shared")
            .Refuses(StatusCodes.Status404NotFound, CommonCodes.NotFound)
            .Refuses(StatusCodes.Status400BadRequest, ErrorCodes.VisibilityInvalid);
        images.MapPost("/{id}/replay", Replay).WithName("ReplayImage").WithSummary("Try an image again that was given up (its owner, or role operator)")
            .Refuses(StatusCodes.Status404NotFound, CommonCodes.NotFound)
            .Refuses(StatusCodes.Status409Conflict, ErrorCodes.NotReplayable, ErrorCodes.UploadChanged);
        images.MapDelete("/{id}", Delete).WithName("DeleteImage").WithSummary("Cancels an image in progress, or removes a finished one with all its blobs")
            .Refuses(StatusCodes.Status404NotFound, CommonCodes.NotFound);
    }

    /// <summary>The image where it is the caller's; else null.</summary>
    public static async Task<ImageRow?> FindOwnAsync(this ImageTable images, string id, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        ImageId.IsValid(id) && await images.FindAsync(id, cancellationToken) is { } image && image.Owner == user.UserId() ? image : null;

    private static async Task<Results<Ok<ImageList>, ProblemHttpResult>> List(
        ClaimsPrincipal user, ImageTable images, CancellationToken cancellationToken, string? before = null, int limit = 50)
    {
        (DateTime CreatedAt, string Id) cursor = default;
        if (before is not null && !ListCursor.TryRead(before, out cursor))
        {
            return new Refusal(ErrorCodes.CursorInvalid, StatusCodes.Status400BadRequest, "before must be the 'next' of an earlier page.").ToProblem();
        }

        var size = Math.Clamp(limit, 1, ListLimitMax);
        var rows = await images.OfOwnerAsync(user.UserId(), before is null ? null : cursor, size, cancellationToken);
        var next = rows.Count == size ? ListCursor.Write(rows[^1].CreatedAt, rows[^1].Id) : null;
        return TypedResults.Ok(new ImageList([.. rows.Select(ImageViews.Plain)], next));
    }

    private static async Task<Results<Ok<ImageView>, Ok<SharedImageView>, ProblemHttpResult>> Status(
        string id, ClaimsPrincipal user, ImageTable images, ImageViews views, HttpResponse response, CancellationToken cancellationToken)
    {
        var image = ImageId.IsValid(id) ? await images.FindAsync(id, cancellationToken) : null;
        var isOwn = image?.Owner == user.UserId();
        if (image is null || !(isOwn || image.Visibility == ImageVisibility.Shared))
        {
            return NotFound.ToProblem();
        }

        response.Headers.CacheControl = "no-store";
        return isOwn
            ? TypedResults.Ok(await views.WholeAsync(image, cancellationToken))
            : TypedResults.Ok(await views.SharedAsync(image, cancellationToken));
    }

    /// <summary>
    /// Sets the visibility, at any time in an image's life: <c>{"visibility": "shared"}</c> lets any signed-in user who knows the id ask for
    /// signed addresses of its derivatives, <c>"private"</c> ends that. Addresses that were given out work until they expire.
    /// </summary>
    private static async Task<Results<Ok<ImageView>, ProblemHttpResult>> Show(
        string id, VisibilityRequest request, ClaimsPrincipal user, ImageTable images, ImageEvents events, CancellationToken cancellationToken)
    {
        if (await images.FindOwnAsync(id, user, cancellationToken) is not { } image)
        {
            return NotFound.ToProblem();
        }

        if (request.Visibility is not (ImageVisibility.Private or ImageVisibility.Shared))
        {
            return new Refusal(ErrorCodes.VisibilityInvalid, StatusCodes.Status400BadRequest, "visibility must be private or shared.").ToProblem();
        }

        await images.ShowAsync(image.Id, request.Visibility, cancellationToken);
        await events.ChangedAsync(image.Id);
        return TypedResults.Ok(ImageViews.Plain(await images.FindAsync(image.Id, cancellationToken) ?? image));
    }

    private static async Task<Results<ServerSentEventsResult<object>, ProblemHttpResult>> Events(
        string id, ClaimsPrincipal user, ImageTable images, EventStream stream, CancellationToken cancellationToken,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId = null)
    {
        if (await images.FindOwnAsync(id, user, cancellationToken) is not { } image)
        {
            return NotFound.ToProblem();
        }

        if (!stream.TryOpen())
        {
            return new Refusal(ErrorCodes.TooManyStreams, StatusCodes.Status503ServiceUnavailable, "Too many event streams are open; ask for the status instead.").ToProblem();
        }

        _ = long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var seen);
        return TypedResults.ServerSentEvents(stream.FollowAsync(image.Id, seen, cancellationToken));
    }

    private static async Task<Results<Accepted, ProblemHttpResult>> Replay(
        string id, ClaimsPrincipal user, ImageTable images, Replay replay, CancellationToken cancellationToken)
    {
        var image = ImageId.IsValid(id) ? await images.FindAsync(id, cancellationToken) : null;
        if (image is null || !(image.Owner == user.UserId() || user.IsInRole(Roles.Operator)))
        {
            return NotFound.ToProblem();
        }

        return await replay.ReplayAsync(image.Id, cancellationToken) is { } refusal
            ? refusal.ToProblem()
            : TypedResults.Accepted($"/images/{image.Id}");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        string id, ClaimsPrincipal user, ImageTable images, DerivativeTable derivatives, BlobStore blobs, ImageEvents events,
        CancellationToken cancellationToken)
    {
        if (await images.FindOwnAsync(id, user, cancellationToken) is not { } image)
        {
            return NotFound.ToProblem();
        }

        if (!image.IsFinished && await images.CancelAsync(image.Id, cancellationToken))
        {
            await events.ChangedAsync(image.Id);
            return TypedResults.NoContent();
        }

        var finished = await images.FindAsync(image.Id, cancellationToken);
        if (finished is not null)
        {
            await blobs.DeleteUploadAsync(finished.Id, cancellationToken);
            // No token: a client that vanishes now must not leave an image with half of its derivatives.
            await derivatives.RemoveAsync(
                finished, unreferred => blobs.DeleteResultsAsync(finished.Id, unreferred, CancellationToken.None), CancellationToken.None);
        }

        return TypedResults.NoContent();
    }
}
