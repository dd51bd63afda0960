using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using CommonCodes = ServiceDefaults.Errors.ErrorCodes;

namespace Imaging.Worker.Description;

/// <summary>Describes refusals: problem details whose <c>code</c> is one of those that the endpoint names, or of those that all have.</summary>
internal sealed class RefusalTransformer : IOpenApiOperationTransformer
{
    private const string MediaType = "application/problem+json";

    private static readonly RefusalCodes[] OfAll =
    [
        new(StatusCodes.Status401Unauthorized, [CommonCodes.Unauthenticated]),
        new(StatusCodes.Status500InternalServerError, [CommonCodes.InternalError]),
    ];

    private static readonly RefusalCodes Malformed = new(StatusCodes.Status400BadRequest, [CommonCodes.BadRequest]);
    private static readonly RefusalCodes WrongBody = new(StatusCodes.Status415UnsupportedMediaType, [CommonCodes.UnsupportedMediaType]);

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var own = context.Description.ActionDescriptor.EndpointMetadata.OfType<RefusalCodes>();
        // What can be malformed: a body, or a number in the query.
        RefusalCodes[] read = operation.RequestBody is not null ? [Malformed, WrongBody] : operation.Parameters?.Any(IsNumber) == true ? [Malformed] : [];
        operation.Responses ??= [];
        foreach (var ofStatus in own.Concat(read).Concat(OfAll).GroupBy(refusal => refusal.Status))
        {
            operation.Responses[$"{ofStatus.Key}"] = Refusal([.. ofStatus.SelectMany(refusal => refusal.Codes).Distinct()]);
        }

        return Task.CompletedTask;
    }

    private static bool IsNumber(IOpenApiParameter parameter) => parameter.Schema?.Type?.HasFlag(JsonSchemaType.Integer) == true;

    private static OpenApiResponse Refusal(IReadOnlyList<string> codes) => new()
    {
        Description = string.Join(", ", codes.Select(code => $"`{code}`")),
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [MediaType] = new()
            {
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Object,
                    Required = new HashSet<string> { "status", "code" },
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["type"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["title"] = new OpenApiSchema { Type = JsonSchemaType.String },
                        ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                        ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "One sentence for people; it may change." },
                        ["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. codes.Select(code => (JsonNode)code)] },
                    },
                },
            },
        },
    };
}
