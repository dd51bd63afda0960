using System.Text.Json;
using System.Text.Json.Serialization;
using Capacity;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Errors;

namespace Gateway.Api.Sizing;

/// <summary><c>GET /sizing?profile=seed&amp;Chat.Clients=20000</c>: the estimate of a profile with inputs changed, by <c>Capacity</c> itself.</summary>
internal static class SizingEndpoint
{
    public const string Path = "/sizing";
    private const string ProfileKey = "profile";
    private const string Default = "seed";
    private const int ChangesMax = 100;
    private const int ValueLengthMax = 40;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        // What never ends ("without end") has no number in JSON.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    // Anonymous: arithmetic over public formulas, in bounded time; nothing of this system is in it.
    public static void MapSizing(this WebApplication app) => app.MapGet(Path, Answer)
        .AllowAnonymous().WithTags("Sizing").WithSummary("The estimate of a profile, with inputs changed");

    private static Results<JsonHttpResult<SizingAnswer>, ProblemHttpResult> Answer(HttpRequest request, HttpResponse response)
    {
        response.Headers.CacheControl = "no-cache";
        var (profile, measured, problems) = Read(request.Query);
        return profile is null
            ? new Refusal(ErrorCodes.SizingInvalid, StatusCodes.Status400BadRequest, string.Join(' ', problems)).ToProblem()
            : TypedResults.Json(SizingAnswer.Of(profile, measured), Json);
    }

    private static ProfileReading Read(IQueryCollection query)
    {
        var name = query[ProfileKey].FirstOrDefault() ?? Default;
        if (query.Count > ChangesMax || query.Any(pair => pair.Value.Count > 1 || pair.Value.ToString().Length > ValueLengthMax))
        {
            return Refused($"The query is too long; allowed: {ChangesMax} inputs, each once, with values of up to {ValueLengthMax} characters.");
        }

        return KnownProfiles.Find(name) is { Profile: { } profile, Measured: var measured }
            ? ProfileReader.Change(profile, [.. Changes(query)]) with { Measured = measured }
            : Refused($"profile is '{name}'; allowed: {string.Join(", ", KnownProfiles.Names)}.");
    }

    private static IEnumerable<Assignment> Changes(IQueryCollection query) => query
        .Where(pair => pair.Key != ProfileKey)
        .Select(pair => new Assignment("", pair.Key, pair.Value.ToString()));

    private static ProfileReading Refused(string problem) => new(null, null, [problem]);
}
