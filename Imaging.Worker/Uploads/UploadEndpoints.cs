using System.Security.Claims;
using Imaging.Worker.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ServiceDefaults.Authentication;

namespace Imaging.Worker.Uploads;

/// <summary>Reserve, renew, ask, complete.</summary>
internal static class UploadEndpoints
{
    public static void MapUploads(this RouteGroupBuilder images)
    {
        images.MapPost("/", Start).WithSummary("Reserve an upload: answers a URL that takes exactly one blob");
        images.MapPost("/{id}/upload-url", Renew).WithSummary("A fresh URL that takes blocks");
        images.MapGet("/{id}/blocks", Blocks).WithSummary("Blocks that have arrived and are not committed");
        images.MapPost("/{id}/complete", Complete).WithSummary("The bytes are there: begin");
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
