using Microsoft.OpenApi;

namespace Storefront.Description;

/// <summary>
/// <c>/openapi/v1.json</c>: the service's API as OpenAPI 3.1, from which the gateway takes what a part is. Anybody who reaches this service
/// may read it: it holds nothing but what is in this repository.
/// </summary>
internal static class DescriptionExtensions
{
    public static IServiceCollection AddDescription(this IServiceCollection services) => services.AddOpenApi(options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, context, _) =>
        {
            var service = context.ApplicationServices.GetRequiredService<IConfiguration>()["Storefront:Service"];
            document.Info = new() { Title = service, Version = "1" };
            // Where the service stands is known to whoever has read this from it.
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    });

    public static void MapDescription(this WebApplication app) => app.MapOpenApi().AllowAnonymous();
}
