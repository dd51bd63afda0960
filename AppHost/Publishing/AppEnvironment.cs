using System.Text.Json.Nodes;

namespace AppHost.Publishing;

/// <summary>The environment variables of a service, as its container app gets them: secrets by reference, everything else as it is.</summary>
internal sealed class AppEnvironment
{
    /// <summary>Name of the app's secret that module <c>service.bicep</c> makes of the key of Redis.</summary>
    private const string RedisSecret = "redis";

    private readonly IReadOnlyDictionary<string, object> values;
    private readonly AzureSite site;

    private AppEnvironment(IReadOnlyDictionary<string, object> values, AzureSite site) => (this.values, this.site) = (values, site);

    /// <summary>Parameters whose values may be in secrets alone.</summary>
    public IEnumerable<ParameterResource> Secrets => values.Values.Select(Unwrapped).OfType<ParameterResource>().Where(parameter => parameter.Secret).Distinct();

    public static async Task<AppEnvironment> ReadAsync(
        IResourceWithEnvironment service, AzureSite site, DistributedApplicationExecutionContext execution, CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, service, cancellationToken: cancellationToken);
        foreach (var callback in service.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await callback.Callback(context);
        }

        return new(context.EnvironmentVariables, site);
    }

    public JsonArray Variables(AzdText text) =>
        [.. values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => (JsonNode)Variable(value.Key, Unwrapped(value.Value), text))];

    private JsonObject Variable(string name, object value, AzdText text) => value switch
    {
        ConnectionStringReference { Resource: var resource } when resource == site.RedisConnection => Secret(name, RedisSecret),
        ParameterResource { Secret: true } parameter => Secret(name, parameter.Name),
        IManifestExpressionProvider provider => Plain(name, text.Mixed(provider)),
        string literal => Plain(name, literal),
        _ => throw new DistributedApplicationException($"{name} is a {value.GetType().Name}, of which a deployment cannot make text."),
    };

    private static object Unwrapped(object value) => value is IResourceBuilder<ParameterResource> builder ? builder.Resource : value;

    private static JsonObject Secret(string name, string secret) => new() { ["name"] = name, ["secretRef"] = secret };

    private static JsonObject Plain(string name, string value) => new() { ["name"] = name, ["value"] = value };
}
