using Imaging.Worker.Description;
using System.Security.Claims;
using Imaging.Worker.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceDefaults.Authentication;
using CommonCodes = ServiceDefaults.Errors.ErrorCodes;

namespace Imaging.Worker.Uploads;

/// <summary>Reserve, renew, ask, complete.</summary>
internal static class UploadEndpoints
{
    public static void MapUploads(this RouteGroupBuilder images)
    {
        images.MapPost("/", Start).WithName("StartUpload").WithSummary("Reserve an upload: answers a URL that takes exactly one blob")
            .Refuses(
                StatusCodes.Status400BadRequest, ErrorCodes.FileNameInvalid, ErrorCodes.ContentTypeNotAllowed, ErrorCodes.LengthInvalid, ErrorCodes.PriorityInvalid,
                ErrorCodes.PresetUnknown, ErrorCodes.IdempotencyKeyInvalid)
            .Refuses(StatusCodes.Status409Conflict, ErrorCodes.NotPending)
            .Refuses(StatusCodes.Status422UnprocessableEntity, ErrorCodes.IdempotencyKeyReused)
            .Refuses(StatusCodes.Status429TooManyRequests, ErrorCodes.TooManyUploads, ErrorCodes.UploadQuotaExceeded);
        images.MapPost("/{id}/upload-url", Renew).WithName("RenewUpload").WithSummary("A fresh URL that takes blocks")
            .Refuses(StatusCodes.Status404NotFound, CommonCodes.NotFound)
            .Refuses(StatusCodes.Status409Conflict, ErrorCodes.NotPending);
        images.MapGet("/{id}/blocks", Blocks).WithName("ListBlocks").WithSummary("Blocks that have arrived and are not committed")
            .Refuses(StatusCodes.Status404NotFound, CommonCodes.NotFound);
        images.MapPost("/{id}/complete", Complete).WithName("CompleteUpload").WithSummary("The bytes are there: begin")
            .Refuses(StatusCodes.Status404NotFound, CommonCodes.NotFound)
            .Refuses(StatusCodes.Status409Conflict, ErrorCodes.NotUploaded, ErrorCodes.UploadTooShort, ErrorCodes.UploadExpired)
            .Refuses(StatusCodes.Status413PayloadTooLarge, ErrorCodes.UploadTooLong);
    }

    private static async Task<Results<Created<UploadTicket>, ProblemHttpResult>> Start(
        UploadRequest request, ClaimsPrincipal user, UploadTickets tickets, HttpResponse response, CancellationToken cancellationToken,
        [FromHeader(Name = IdempotencyKey.Header)] string? key = null)
    {
        var (ticket, refusal) = await tickets.StartAsync(request, user.UserId(), key, cancellationToken);
        response.Headers.CacheControl = "no-store";
        return ticket is null ? refusal!.ToProblem() : TypedResults.Created(ticket.StatusUrl, ticket);
    }

    private static async Task<Results<Ok<BlockUploadTicket>, ProblemHttpResult>> Renew(
        string id, ClaimsPrincipal user, ImageTable images, UploadTickets tickets, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await images.FindOwnAsync(id, user, cancellationToken) is not { } image)
        {
            return ImageEndpoints.NotFound.ToProblem();
        }

        var (ticket, refusal) = await tickets.RenewAsync(image, cancellationToken);
        response.Headers.CacheControl = "no-store";
        return ticket is null ? refusal!.ToProblem() : TypedResults.Ok(ticket);
    }

    private static async Task<Results<Ok<UploadedBlocks>, ProblemHttpResult>> Blocks(
        string id, ClaimsPrincipal user, ImageTable images, BlobStore blobs, CancellationToken cancellationToken)
    {
        if (await images.FindOwnAsync(id, user, cancellationToken) is not { } image)
        {
            return ImageEndpoints.NotFound.ToProblem();
        }

        var blocks = await blobs.BlocksAsync(image.Id, cancellationToken);
        return TypedResults.Ok(new UploadedBlocks([.. blocks.Select(block => new UploadedBlock(block.Name, block.SizeLong))]));
    }

    private static async Task<Results<Accepted<ImageView>, ProblemHttpResult>> Complete(
        string id, ClaimsPrincipal user, ImageTable images, UploadCompletion completion, ImageViews views, CancellationToken cancellationToken)
    {
        if (await images.FindOwnAsync(id, user, cancellationToken) is not { } image)
        {
            return ImageEndpoints.NotFound.ToProblem();
        }

        if (await completion.CompleteAsync(image, cancellationToken) is { } refusal)
        {
            return refusal.ToProblem();
        }

        var now = await images.FindAsync(image.Id, cancellationToken) ?? image;
        return TypedResults.Accepted($"/images/{image.Id}", await views.WithQueueAsync(now, cancellationToken));
    }
}
