using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ServiceDefaults.Authentication;
using ServiceDefaults.Errors;

namespace Gateway.Api.Console.SignIn;

/// <summary><c>GET /console/sign-in</c> leads to the issuer, <c>POST</c> changes the code that came back into a token; 404 where neither is offered.</summary>
internal static partial class CodeSignInEndpoints
{
    private const int CodeLengthMax = 4_096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static IServiceCollection AddCodeSignIn(this IServiceCollection services)
    {
        services.AddSingleton<CodeSignIn>();
        // The standard handler stays: it repeats no POST, since a code works once.
        services.AddHttpClient(CodeSignIn.ClientName, client =>
        {
            client.Timeout = Patience;
            client.MaxResponseContentBufferSize = 256 * 1024;
        });
        return services;
    }

    public static void MapCodeSignIn(this RouteGroupBuilder console)
    {
        // Anonymous: it is the sign-in itself.
        console.MapGet("/sign-in", Lead).AllowAnonymous().WithSummary("Leads to the issuer's page");
        console.MapPost("/sign-in", Redeem).AllowAnonymous().WithSummary("A token for the code that the issuer sent back");
    }

    private static async Task<Results<RedirectHttpResult, NotFound, ProblemHttpResult>> Lead(
        string challenge, string state, HttpRequest request, CodeSignIn signIn, IOptions<SignInOptions> options, CancellationToken cancellationToken)
    {
        if (!CodeSignIn.IsOffered(options.Value))
        {
            return TypedResults.NotFound();
        }

        if (!Secret().IsMatch(challenge) || !Secret().IsMatch(state))
        {
            return Refuse("challenge and state are 43 to 128 letters, digits, dashes, dots, underscores and tildes.").ToProblem();
        }

        try
        {
            return TypedResults.Redirect(await signIn.AddressAsync(Home(request), challenge, state, cancellationToken));
        }
        catch (IssuerAwayException away)
        {
            return Away(away).ToProblem();
        }
    }

    private static async Task<Results<Ok<CodeToken>, NotFound, ProblemHttpResult>> Redeem(
        CodeRequest asked, HttpContext context, CodeSignIn signIn, IOptions<SignInOptions> options, CancellationToken cancellationToken)
    {
        if (!CodeSignIn.IsOffered(options.Value))
        {
            return TypedResults.NotFound();
        }

        if (asked.Code is not { Length: >= 1 and <= CodeLengthMax } || asked.Verifier is null || !Secret().IsMatch(asked.Verifier))
        {
            return Refuse("code and verifier are needed.").ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        try
        {
            return await signIn.RedeemAsync(Home(context.Request), asked.Code, asked.Verifier, cancellationToken) is { } token
                ? TypedResults.Ok(token)
                : Refuse("The issuer does not accept the code; sign in again.").ToProblem();
        }
        catch (IssuerAwayException away)
        {
            return Away(away).ToProblem();
        }
    }

    /// <summary>The page itself: what the issuer must know as a redirect address.</summary>
    private static string Home(HttpRequest request) => $"{request.Scheme}://{request.Host}/";

    private static Refusal Refuse(string detail) => new(ErrorCodes.SignInRefused, StatusCodes.Status400BadRequest, detail);

    private static Refusal Away(IssuerAwayException away) => new(ErrorCodes.IssuerAway, StatusCodes.Status503ServiceUnavailable, away.Message);

    /// <param name="Code">As the issuer sent it.</param>
    /// <param name="Verifier">Whose hash was the challenge.</param>
    private sealed record CodeRequest(string? Code, string? Verifier);

    // RFC 7636 section 4.1.
    [GeneratedRegex("^[A-Za-z0-9._~-]{43,128}$")]
    private static partial Regex Secret();
}
