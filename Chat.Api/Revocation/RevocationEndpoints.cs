using Chat.Api.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Errors;
using AppRoles = ServiceDefaults.Authentication.Roles;

namespace Chat.Api.Revocation;

internal static class RevocationEndpoints
{
    public static void MapRevocations(this IEndpointRouteBuilder app) => app.MapGroup("/rooms")
        .WithTags("Rooms").RequireAuthorization(policy => policy.RequireRole(AppRoles.Admin)).AddEndpointFilter<RefusalEndpointFilter>()
        .MapPost("/revocations", Revoke).WithSummary("Close a user's connections and refuse the tokens that the user has");

    /// <summary>Refuses tokens that were issued before their user was revoked, for the hub and everything else.</summary>
    public static IApplicationBuilder UseRevocations(this IApplicationBuilder app) => app.Use(static (context, next) =>
        context.RequestServices.GetRequiredService<Revocations>().IsRevoked(context.User)
            ? new Refusal(ErrorCodes.Revoked, StatusCodes.Status401Unauthorized, "The user was revoked after this token was issued; sign in again.")
                .ToProblem().ExecuteAsync(context)
            : next(context));

    private static async Task<Ok<UserRevocation>> Revoke(RevocationRequest request, RevocationNews news, CancellationToken cancellationToken) =>
        TypedResults.Ok(await news.RevokeAsync(RoomRules.User(request.User!), cancellationToken));
}
