using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Api.Protection;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Authentication;
using ServiceDefaults.Errors;

namespace Gateway.Api.DevelopmentSignIn;

/// <summary><c>POST /dev/token</c>: whoever one likes to be, in Development; elsewhere there is no such address.</summary>
internal static class DevelopmentTokenEndpoint
{
    private const int SubjectLengthMax = 128;
    private static readonly string[] KnownRoles = [Roles.Admin, Roles.Moderator, Roles.Operator];

    public static void MapDevelopmentSignIn(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            // Anonymous: it is the sign-in itself.
            app.MapPost("/dev/token", Issue).AllowAnonymous().WithTags("Development").WithSummary("A token for any user, for an hour");
        }
    }

    /// <summary>
    /// The body is read by hand: a form or text body, which another site's page may send without asking, must be refused by
    /// its type. The host must be this machine (<see cref="LocalHost"/>).
    /// </summary>
    private static async Task<Results<Ok<DevelopmentToken>, ProblemHttpResult>> Issue(
        HttpContext context, DevelopmentTokens tokens, CancellationToken cancellationToken)
    {
        var refusal = RefuseHost(context.Request.Host) ?? RefuseType(context.Request);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var (asked, unreadable) = await ReadAsync(context.Request, cancellationToken);
        refusal = unreadable ?? Refuse(asked!);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(tokens.Issue(asked!.Sub, asked.Name, asked.Roles));
    }

    private static Refusal? RefuseHost(HostString host) => LocalHost.IsLocal(host) ? null : new(
        ErrorCodes.HostRefused, StatusCodes.Status403Forbidden, "Tokens are issued at localhost, 127.0.0.1 and [::1] only.");

    private static Refusal? RefuseType(HttpRequest request) => request.HasJsonContentType() ? null : new(
        ServiceDefaults.Errors.ErrorCodes.UnsupportedMediaType, StatusCodes.Status415UnsupportedMediaType,
        "The body must be application/json.");

    private static async Task<(TokenRequest? Asked, Refusal? Unreadable)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFromJsonAsync<TokenRequest>(cancellationToken) is { } asked
                ? (asked, null)
                : (null, Unreadable("The body is null."));
        }
        catch (JsonException exception)
        {
            return (null, Unreadable(exception.Message));
        }
    }

    private static Refusal Unreadable(string detail) =>
        new(ServiceDefaults.Errors.ErrorCodes.BadRequest, StatusCodes.Status400BadRequest, detail);

    private static Refusal? Refuse(TokenRequest asked)
    {
        if (string.IsNullOrWhiteSpace(asked.Sub) || asked.Sub.Length > SubjectLengthMax || asked.Sub.Any(char.IsControl))
        {
            return new(
                ErrorCodes.SubjectInvalid, StatusCodes.Status400BadRequest,
                $"sub must have 1 to {SubjectLengthMax} characters, none of them a control character.");
        }

        return asked.Roles?.FirstOrDefault(role => !KnownRoles.Contains(role)) is { } unknown
            ? new(
                ErrorCodes.RoleUnknown, StatusCodes.Status400BadRequest,
                $"There is no role '{unknown}'; allowed: {string.Join(", ", KnownRoles)}.")
            : null;
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    private sealed record TokenRequest(string Sub, string? Name, IReadOnlyList<string>? Roles);
}
