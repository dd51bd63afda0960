using Gateway.Api.Console.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ServiceDefaults.Authentication;

namespace Gateway.Api.Console;

/// <summary>What the page must know before it can do anything.</summary>
/// <param name="IsDevelopment">Faults may be set, and everything may be read.</param>
/// <param name="SignIn"><c>development</c>: as anybody, by <c>POST /dev/token</c>; <c>code</c>: at the issuer; <c>none</c>: nobody.</param>
/// <param name="Dashboard">Address of the Aspire dashboard; null: there is none.</param>
internal sealed record ConsoleSettings(bool IsDevelopment, string SignIn, string? Dashboard)
{
    public static Ok<ConsoleSettings> Read(
        HttpResponse response, IHostEnvironment environment, IOptions<SignInOptions> signIn, IOptions<ConsoleOptions> console)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new ConsoleSettings(environment.IsDevelopment(), KindOf(signIn.Value), console.Value.Dashboard));
    }

    // A development key is refused outside Development, so where there is one the gateway hands out tokens.
    private static string KindOf(SignInOptions options) => options switch
    {
        { DevelopmentKey: not null } => "development",
        _ when CodeSignIn.IsOffered(options) => "code",
        _ => "none",
    };
}
