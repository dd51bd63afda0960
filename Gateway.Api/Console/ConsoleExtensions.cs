using Gateway.Api.Console.Live;
using Gateway.Api.Console.SignIn;
using ServiceDefaults.Authentication;
using ServiceDefaults.Configuration;

namespace Gateway.Api.Console;

/// <summary>The web page of the system and what it alone asks for.</summary>
internal static class ConsoleExtensions
{
    public static IServiceCollection AddConsole(this IServiceCollection services) => services
        .AddCheckedOptions<ConsoleOptions, ConsoleOptionsValidator>("Gateway:Console")
        .AddSingleton<ConsoleFiles>()
        .AddServiceHealth()
        .AddCodeSignIn();

    public static void MapConsole(this WebApplication app)
    {
        var console = app.MapGroup("/console").WithTags("Console");
        // Anonymous: the page asks before anybody has signed in.
        console.MapGet("/settings", ConsoleSettings.Read).AllowAnonymous().WithSummary("How to sign in, and what this environment offers");
        console.MapGet("/services", ServiceHealthEndpoint.Answer).ForOperators(app).WithSummary("Health of every instance behind the gateway");
        console.MapGet("/compositions", CompositionList.Answer).ForOperators(app).WithSummary("The composed answers and their parts");
        console.MapCodeSignIn();
    }

    /// <summary>Anybody on a developer's machine; elsewhere who may read figures and health in detail.</summary>
    private static RouteHandlerBuilder ForOperators(this RouteHandlerBuilder endpoint, WebApplication app) => app.Environment.IsDevelopment()
        ? endpoint.AllowAnonymous()
        : endpoint.RequireAuthorization(policy => policy.RequireRole(Roles.Operator));
}
