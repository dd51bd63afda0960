using System.Security.Claims;
using Chat.Api.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using Webhooks;

namespace Chat.Api.Webhooks;

/// <summary>Webhooks of a room, which its owners keep: what is said in the room goes to them.</summary>
internal static class RoomWebhookEndpoints
{
    private const int DeadDefault = 50;

    public static void MapWebhooks(this RouteGroupBuilder rooms)
    {
        var webhooks = rooms.MapGroup("/{room}/webhooks").AddEndpointFilter(RefuseAsync);
        webhooks.MapPost("/", Create).WithSummary("Send the room's events to an address; the secret is in this answer only (owner)");
        webhooks.MapGet("/", List).WithSummary("The room's webhooks (owner)");
        webhooks.MapDelete("/{id:guid}", Delete).WithSummary("Delete a webhook and what waits for it (owner)");
        webhooks.MapGet("/{id:guid}/dead", Dead).WithSummary("Deliveries that were given up, newest first (owner)");
        webhooks.MapPost("/{id:guid}/revive", Revive).WithSummary("Enable a webhook again and deliver what was given up (owner)");
    }

    private static async Task<Created<NewWebhookEndpoint>> Create(
        string room, WebhookEndpointRequest request, ClaimsPrincipal caller, RoomActs acts, WebhookEndpoints endpoints, HttpContext context,
        CancellationToken cancellationToken)
    {
        var added = await acts.ActAsync(
            room,
            Caller.Of(caller),
            async act =>
            {
                act.RequireOwner();
                var endpoint = await endpoints.CreateAsync(act.Connection, room, request, RoomEvents.Types, act.Caller.User, cancellationToken);
                await act.RecordAsync(Acts.WebhookCreated, endpoint.Id.ToString(), new { host = new Uri(endpoint.Url).Host, endpoint.Types });
                return endpoint;
            },
            cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/rooms/{room}/webhooks/{added.Id}", added);
    }

    private static async Task<Ok<Page<WebhookEndpoint>>> List(
        string room, ClaimsPrincipal caller, Members members, WebhookEndpoints endpoints, CancellationToken cancellationToken)
    {
        await members.RequireOwnerAsync(room, Caller.Of(caller), cancellationToken);
        return TypedResults.Ok(new Page<WebhookEndpoint>(await endpoints.ListAsync(room, cancellationToken), null));
    }

    private static async Task<Ok<Page<DeadDelivery>>> Dead(
        string room, Guid id, int? limit, ClaimsPrincipal caller, Members members, WebhookEndpoints endpoints, CancellationToken cancellationToken)
    {
        await members.RequireOwnerAsync(room, Caller.Of(caller), cancellationToken);
        return TypedResults.Ok(new Page<DeadDelivery>(
            await endpoints.DeadAsync(room, id, RoomRules.Limit(limit, DeadDefault), cancellationToken), null));
    }

    private static Task<NoContent> Delete(
        string room, Guid id, ClaimsPrincipal caller, RoomActs acts, CancellationToken cancellationToken) =>
        ChangeAsync(room, id, Acts.WebhookDeleted, act => WebhookEndpoints.DeleteAsync(act.Connection, room, id, cancellationToken), caller, acts, cancellationToken);

    private static Task<NoContent> Revive(
        string room, Guid id, ClaimsPrincipal caller, RoomActs acts, CancellationToken cancellationToken) =>
        ChangeAsync(room, id, Acts.WebhookRevived, act => WebhookEndpoints.ReviveAsync(act.Connection, room, id, cancellationToken), caller, acts, cancellationToken);

    private static async Task<NoContent> ChangeAsync(
        string room, Guid id, string name, Func<RoomAct, Task> change, ClaimsPrincipal caller, RoomActs acts, CancellationToken cancellationToken)
    {
        await acts.ActAsync(
            room,
            Caller.Of(caller),
            async act =>
            {
                act.RequireOwner();
                await change(act);
                await act.RecordAsync(name, id.ToString());
            },
            cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>The library's refusals are answered as chat's own.</summary>
    private static async ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (WebhookRefusedException refused)
        {
            throw new RefusedException(refused.Code, refused.Status, refused.Message);
        }
    }
}
