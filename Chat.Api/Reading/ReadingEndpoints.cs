using System.Security.Claims;
using Chat.Api.Limits;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Authentication;

namespace Chat.Api.Reading;

internal static class ReadingEndpoints
{
    public static void MapReading(this IEndpointRouteBuilder app) => app.MapGroup("/rooms")
        .WithTags("Rooms").RequireAuthorization().AddEndpointFilter<RefusalEndpointFilter>().AddEndpointFilter<CallBudgetFilter>()
        .MapGet("/unread", OfCaller).WithSummary("What the signed-in user has not read, in each of the user's rooms");

    private static async Task<Ok<List<UnreadRoom>>> OfCaller(
        ClaimsPrincipal caller, Unread unread, CancellationToken cancellationToken) =>
        TypedResults.Ok(await unread.OfUserAsync(caller.UserId(), cancellationToken));
}
