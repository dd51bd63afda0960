using Imaging.Worker.Configuration;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Imaging.Worker.Description;

/// <summary>
/// <c>/openapi/v1.json</c>: the API as OpenAPI 3.1, made of the endpoints themselves. Anybody who reaches this service may read it, as it
/// holds nothing but what is in this repository; the gateway, which is all that strangers reach, shows its part to those who may see it.
/// </summary>
internal static class DescriptionExtensions
{
    private const string Bearer = "bearer";

    public static IServiceCollection AddDescription(this IServiceCollection services, ImagingRole role) => role == ImagingRole.Worker ? services
        : services.AddOpenApi(options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddOperationTransformer<RefusalTransformer>();
            options.AddDocumentTransformer(Introduce);
        });

    public static void MapDescription(this WebApplication app) => app.MapOpenApi().AllowAnonymous();

    private static Task Introduce(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Imaging",
            Version = "1",
            Description = "Uploads by signed address, jobs, derivatives. Refusals are problem details with a stable code.",
        };
        // Where the service stands is known to whoever has read this from it.
        document.Servers?.Clear();
        document.Components ??= new();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
        };
        document.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
        return Task.CompletedTask;
    }
}
