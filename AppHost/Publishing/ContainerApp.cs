using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting.Publishing;

namespace AppHost.Publishing;

/// <summary>The deployment of a service: module <c>service.bicep</c> with everything that the model says about the service.</summary>
internal sealed class ContainerApp : Resource
{
    private const int CooldownSeconds = 300;
    private const int PollingSeconds = 10;

    private readonly IResourceWithEnvironment service;
    private readonly ContainerAppSpec spec;
    private readonly AzureSite site;
    private readonly string modulePath;
    private readonly DistributedApplicationExecutionContext execution;

    public ContainerApp(
        IResourceWithEnvironment service, ContainerAppSpec spec, AzureSite site, string modulePath, DistributedApplicationExecutionContext execution)
        : base($"{service.Name}-app")
    {
        (this.service, this.spec, this.site, this.modulePath, this.execution) = (service, spec, site, modulePath, execution);
        Annotations.Add(new ManifestPublishingCallbackAnnotation(WriteAsync));
    }

    private async Task WriteAsync(ManifestPublishingContext context)
    {
        var environment = await AppEnvironment.ReadAsync(service, site, execution, context.CancellationToken);
        var writer = context.Writer;
        writer.WriteString("type", "azure.bicep.v0");
        writer.WriteString("path", context.GetManifestRelativePath(modulePath));
        writer.WriteStartObject("params");
        writer.WriteString("name", service.Name);
        writer.WriteString("image", $"{{{service.Name}.containerImage}}");
        writer.WriteString("port", $"{{{service.Name}.containerPort}}");
        writer.WriteString("environmentId", site.Platform.Output("AZURE_CONTAINER_APPS_ENVIRONMENT_ID").ValueExpression);
        writer.WriteString("domain", site.Domain.ValueExpression);
        writer.WriteString("registry", site.Platform.Output("AZURE_CONTAINER_REGISTRY_ENDPOINT").ValueExpression);
        writer.WriteString("pullIdentityId", site.Platform.Output("AZURE_CONTAINER_REGISTRY_MANAGED_IDENTITY_ID").ValueExpression);
        writer.WriteString("settings", Settings(environment));
        writer.WriteString("secrets", Secrets(environment));
        writer.WriteEndObject();
    }

    private string Settings(AppEnvironment environment)
    {
        var text = new AzdText();
        var settings = new JsonObject
        {
            ["profile"] = spec.Profile,
            ["cpu"] = spec.Size.Cores,
            ["memory"] = string.Create(CultureInfo.InvariantCulture, $"{spec.Size.MemoryGibibytes}Gi"),
            ["identities"] = new JsonArray(
                [.. spec.MoreIdentities.Prepend(service.Name).Select(identity => (JsonNode)text.Mixed(site.Identity(identity, "id")))]),
            ["scale"] = Scale(text),
            ["graceSeconds"] = spec.GraceSeconds,
            ["redis"] = text.Mixed(site.Redis.Output("name")),
            ["env"] = environment.Variables(text),
        };
        if (spec.Ingress is { } ingress)
        {
            settings["ingress"] = new JsonObject { ["external"] = ingress.External, ["sticky"] = ingress.Sticky };
        }

        return text.Write(settings);
    }

    private JsonObject Scale(AzdText text) => new()
    {
        ["min"] = spec.Replicas.Min,
        ["max"] = spec.Replicas.Max,
        ["cooldownSeconds"] = CooldownSeconds,
        ["pollingSeconds"] = PollingSeconds,
        ["rules"] = new JsonArray(spec.Rule(text)),
    };

    private static string Secrets(AppEnvironment environment)
    {
        var text = new AzdText();
        return text.Write(new JsonObject(environment.Secrets.Select(secret =>
            KeyValuePair.Create<string, JsonNode?>(secret.Name, text.Mixed(((IManifestExpressionProvider)secret).ValueExpression)))));
    }
}
