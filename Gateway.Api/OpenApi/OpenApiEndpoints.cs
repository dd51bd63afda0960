using System.Text.Json.Nodes;
using Gateway.Api.Composition.Plans;
using Yarp.ReverseProxy.Configuration;

namespace Gateway.Api.OpenApi;

/// <summary><c>/openapi.json</c> and the page <c>/openapi</c>. Anybody may read them in Development; elsewhere one signs in.</summary>
internal static class OpenApiEndpoints
{
    public static IServiceCollection AddOpenApiPage(this IServiceCollection services) =>
        services.AddSingleton<ServiceDocuments>().AddSingleton<OpenApiDocument>();

    public static void MapOpenApiPage(this WebApplication app)
    {
        var group = app.MapGroup("/").WithTags("OpenAPI");
        group.MapGet("/openapi.json", Json).WithSummary("The gateway's API as OpenAPI 3.1");
        group.MapGet("/openapi", Page).WithSummary("The gateway's API as a page");
        if (app.Environment.IsDevelopment())
        {
            group.AllowAnonymous();
        }
        else
        {
            group.RequireAuthorization();
        }
    }

    private static async Task<IResult> Json(OpenApiDocument document, PlanStore plans, IProxyConfigProvider proxy, CancellationToken cancellationToken) =>
        Results.Text((await BuildAsync(document, plans, proxy, cancellationToken)).ToJsonString(), "application/json");

    private static async Task<IResult> Page(OpenApiDocument document, PlanStore plans, IProxyConfigProvider proxy, CancellationToken cancellationToken) =>
        Results.Text(OpenApiPage.Of(await BuildAsync(document, plans, proxy, cancellationToken)), "text/html; charset=utf-8");

    private static Task<JsonObject> BuildAsync(OpenApiDocument document, PlanStore plans, IProxyConfigProvider proxy, CancellationToken cancellationToken) =>
        document.BuildAsync(plans.Current, proxy.GetConfig().Routes, cancellationToken);
}
