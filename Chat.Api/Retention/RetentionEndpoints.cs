using System.Security.Claims;
using Chat.Api.Rooms;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Configuration;

namespace Chat.Api.Retention;

/// <param name="Days">1 to 36,500; null: entries are kept for ever.</param>
internal sealed record RetentionRequest(int? Days);

internal static class RetentionEndpoints
{
    private const int DaysMax = 36_500;

    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddCheckedOptions<RetentionOptions, RetentionOptionsValidator>(OptionChecks.Section);
        return services
            .AddSingleton<ExpiryNews>()
            .AddHostedService(provider => provider.GetRequiredService<ExpiryNews>())
            .AddSingleton<Expiry>()
            .AddHostedService<ExpiryJob>();
    }

    public static void MapRetention(this RouteGroupBuilder rooms) =>
        rooms.MapPut("/{room}/retention", Put).WithSummary("Delete entries after so many days, or never with null (owner)");

    private static async Task<NoContent> Put(
        string room, RetentionRequest request, ClaimsPrincipal caller, RoomActs acts, CancellationToken cancellationToken)
    {
        if (request.Days is < 1 or > DaysMax)
        {
            throw RefusedException.BadRequest(ErrorCodes.RetentionInvalid, $"Retention is 1 to {DaysMax} days, or null for ever.");
        }

        await acts.ActAsync(
            room,
            Caller.Of(caller),
            async act =>
            {
                act.RequireOwner();
                if (await act.ExecuteAsync(
                    "UPDATE rooms SET retention_days = $2::integer WHERE id = $1 AND retention_days IS DISTINCT FROM $2::integer", act.Room, request.Days) > 0)
                {
                    await act.RecordAsync(Acts.RetentionSet, subject: null, new { request.Days });
                }
            },
            cancellationToken);
        return TypedResults.NoContent();
    }
}
