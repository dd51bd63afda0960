namespace AppHost.Publishing;

/// <summary>Says of a service how it is deployed.</summary>
internal static class PublishExtensions
{
    /// <summary>Deploys the service as a container app under an identity of its own name.</summary>
    public static IResourceBuilder<T> PublishAsContainerApp<T>(this IResourceBuilder<T> service, AzureSite site, ContainerAppSpec spec)
        where T : IResourceWithEnvironment
    {
        spec.Check(service.Resource.Name);
        var builder = service.ApplicationBuilder;
        service
            .WithEnvironment("Auth__Authority", site.Authority)
            .WithEnvironment("Auth__Audience", site.Audience)
            // The credential asks the platform, for this identity, and tries nothing else.
            .WithEnvironment("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
            .WithEnvironment("AZURE_CLIENT_ID", ReferenceExpression.Create($"{site.Identity(service.Resource.Name, "client_id")}"));
        var app = new ContainerApp(
            service.Resource, spec, site, AzureStores.ModulePath(builder, "service"), builder.ExecutionContext);
        return service.WithAnnotation(new DeploymentTargetAnnotation(app));
    }

    /// <summary>
    /// Address of a service of the environment. By https: the ingress answers http with a redirection, which no WebSocket follows.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithInternalAddress(this IResourceBuilder<ProjectResource> gateway, string service, AzureSite site) =>
        gateway.WithAddress(service, ReferenceExpression.Create($"https://{service}.internal.{site.Domain}"));

    /// <summary>Address of a service by its name.</summary>
    public static IResourceBuilder<ProjectResource> WithAddress(
        this IResourceBuilder<ProjectResource> gateway, string service, ReferenceExpression address) =>
        gateway.WithEnvironment($"services__{service}__https__0", address);

    /// <summary>
    /// A key for the secrets of webhooks: 32 random characters that azd makes once, keeps with its environment and hands to nobody but
    /// the app; the module makes a key of 32 bytes of them.
    /// </summary>
    public static IResourceBuilder<T> WithWebhookKey<T>(this IResourceBuilder<T> service, AzureSite site, IResourceBuilder<ParameterResource> key)
        where T : IResourceWithEnvironment
    {
        service.WithEnvironment("Webhooks__EncryptionKey", key);
        if (site.Settings.RotateWebhookKeys)
        {
            var previous = $"{key.Resource.Name}-previous";
            var builder = service.ApplicationBuilder;
            var parameter = builder.Resources.OfType<ParameterResource>().FirstOrDefault(resource => resource.Name == previous);
            service.WithEnvironment(
                "Webhooks__PreviousEncryptionKey",
                parameter is null ? builder.AddParameter(previous, secret: true) : builder.CreateResourceBuilder(parameter));
        }

        return service;
    }

    /// <summary>The parameter behind <see cref="WithWebhookKey"/>.</summary>
    public static IResourceBuilder<ParameterResource> AddGeneratedKey(this IDistributedApplicationBuilder builder, string name)
    {
        const int characters = 32;
        return builder.AddParameter(name, new GenerateParameterDefault { MinLength = characters, Special = false }, secret: true);
    }
}
