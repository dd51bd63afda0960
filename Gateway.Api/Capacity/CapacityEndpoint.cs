using System.Text.Json;
using Capacity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ServiceDefaults.Authentication;
using ServiceDefaults.Configuration;
using ServiceDefaults.Errors;
using ServiceDefaults.LiveFigures;

namespace Gateway.Api.Capacity;

/// <summary><c>GET /capacity</c>: the estimate that the system was sized by, beside what its instances measure now.</summary>
internal static class CapacityEndpoint
{
    public const string Path = "/capacity";

    public static WebApplicationBuilder AddCapacity(this WebApplicationBuilder builder)
    {
        builder.AddLiveFigures("gateway", GatewayFigures.Choose);
        builder.Services
            .AddCheckedOptions<CapacityOptions, CapacityOptionsValidator>("Gateway:Capacity")
            .AddSingleton<LiveInstances>();
        return builder;
    }

    public static void MapCapacity(this WebApplication app)
    {
        var endpoint = app.MapGet(Path, Answer).WithTags("Capacity").WithSummary("Estimate beside measured, of every service");
        if (app.Environment.IsDevelopment())
        {
            endpoint.AllowAnonymous();
        }
        else
        {
            endpoint.RequireAuthorization(policy => policy.RequireRole(Roles.Operator));
        }
    }

    private static async Task<Results<JsonHttpResult<CapacityAnswer>, ProblemHttpResult>> Answer(
        HttpContext context, LiveInstances instances, IOptions<CapacityOptions> options, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            var reading = await instances.GetAsync(cancellationToken);
            return TypedResults.Json(Compare(SizingProfiles.Read(options.Value.Profile).Profile!, reading), JsonSerializerOptions.Web);
        }
        catch (FiguresAwayException)
        {
            return new Refusal(
                ErrorCodes.FiguresAway, StatusCodes.Status503ServiceUnavailable,
                "Redis, which holds the live figures, does not answer; try again.").ToProblem();
        }
    }

    private static CapacityAnswer Compare(CapacityProfile profile, LiveInstances.Reading reading)
    {
        MeasuredService Of(string service) => new(service, reading.Instances);
        return new(
            profile.Name,
            new Dictionary<string, ServiceAnswer>
            {
                ["chat"] = ChatComparison.Compare(profile.Chat, Of("chat")),
                ["imaging"] = ImagingComparison.Compare(profile.Imaging, Of("imaging")),
                ["gateway"] = GatewayComparison.Compare(profile.Gateway, Of("gateway")),
            },
            reading.At);
    }
}
