using Imaging.Worker.Description;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using ServiceDefaults.Authentication;
using ServiceDefaults.Errors;
using Webhooks;
using WebhookCodes = Webhooks.ErrorCodes;

namespace Imaging.Worker.Notifications;

/// <summary>Webhooks of a user: that own images are finished goes to them. Of others' webhooks nobody learns.</summary>
internal static class ImageWebhookEndpoints
{
    private const int DeadDefault = 50;
    private const int DeadMax = 300;

    public static void MapImageWebhooks(this RouteGroupBuilder images)
    {
        var webhooks = images.MapGroup("/webhooks").AddEndpointFilter(RefuseAsync);
        webhooks.MapPost("/", Create).WithName("CreateWebhook").WithSummary("Tell an address when own images are finished; the secret is in this answer only")
            .Refuses(StatusCodes.Status400BadRequest, WebhookCodes.WebhookUrlInvalid, WebhookCodes.WebhookTypeUnknown)
            .Refuses(StatusCodes.Status409Conflict, WebhookCodes.TooManyWebhooks);
        webhooks.MapGet("/", List).WithName("ListWebhooks").WithSummary("Own webhooks");
        webhooks.MapDelete("/{id:guid}", Delete).WithName("DeleteWebhook").WithSummary("Delete a webhook and what waits for it")
            .Refuses(StatusCodes.Status404NotFound, WebhookCodes.WebhookNotFound);
        webhooks.MapGet("/{id:guid}/dead", Dead).WithName("ListDeadDeliveries").WithSummary("Deliveries that were given up, newest first")
            .Refuses(StatusCodes.Status404NotFound, WebhookCodes.WebhookNotFound);
        webhooks.MapPost("/{id:guid}/revive", Revive).WithName("ReviveWebhook").WithSummary("Enable a webhook again and deliver what was given up")
            .Refuses(StatusCodes.Status404NotFound, WebhookCodes.WebhookNotFound);
    }

    private static async Task<Created<NewWebhookEndpoint>> Create(
        WebhookEndpointRequest request, ClaimsPrincipal user, WebhookEndpoints endpoints, NpgsqlDataSource database, HttpResponse response,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var added = await endpoints.CreateAsync(connection, user.UserId(), request, FinishedImages.Types, user.UserId(), cancellationToken);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/images/webhooks/{added.Id}", added);
    }

    private static async Task<Ok<WebhookList>> List(ClaimsPrincipal user, WebhookEndpoints endpoints, CancellationToken cancellationToken) =>
        TypedResults.Ok(new WebhookList(await endpoints.ListAsync(user.UserId(), cancellationToken)));

    private static async Task<Ok<DeadList>> Dead(
        Guid id, ClaimsPrincipal user, WebhookEndpoints endpoints, CancellationToken cancellationToken, int limit = DeadDefault) =>
        TypedResults.Ok(new DeadList(await endpoints.DeadAsync(user.UserId(), id, Math.Clamp(limit, 1, DeadMax), cancellationToken)));

    private static async Task<NoContent> Delete(Guid id, ClaimsPrincipal user, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await WebhookEndpoints.DeleteAsync(connection, user.UserId(), id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Revive(Guid id, ClaimsPrincipal user, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WebhookEndpoints.ReviveAsync(connection, user.UserId(), id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>The library's refusals are answered like imaging's own.</summary>
    private static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (WebhookRefusedException refused)
        {
            return new Refusal(refused.Code, refused.Status, refused.Message).ToProblem();
        }
    }

    /// <param name="Webhooks">Oldest first.</param>
    internal sealed record WebhookList(IReadOnlyList<WebhookEndpoint> Webhooks);

    /// <param name="Deliveries">Newest first.</param>
    internal sealed record DeadList(IReadOnlyList<DeadDelivery> Deliveries);
}
