namespace AppHost.Publishing;

/// <summary>What all services of a deployment stand on.</summary>
/// <param name="Settings">What the deployment chose.</param>
/// <param name="Platform">Network, registry, identities, environment.</param>
/// <param name="Storage">Account of images and their queue.</param>
/// <param name="Redis">Azure Managed Redis; its key is read where a service is deployed.</param>
/// <param name="RedisConnection">The connection string without its key.</param>
/// <param name="Authority">OIDC issuer whose tokens are accepted.</param>
/// <param name="Audience">Audience that tokens must name.</param>
internal sealed record AzureSite(
    AzureSettings Settings,
    AzureModule Platform,
    AzureModule Storage,
    AzureModule Redis,
    IResource RedisConnection,
    IResourceBuilder<ParameterResource> Authority,
    IResourceBuilder<ParameterResource> Audience)
{
    /// <summary>Domain of the environment: <c>gateway.DOMAIN</c> is public, <c>chat.internal.DOMAIN</c> is not.</summary>
    public AzureOutput Domain => Platform.Output("AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN");

    /// <summary>An output of an identity, such as <c>client_id</c> of <c>imaging-api</c>.</summary>
    public AzureOutput Identity(string service, string part) => Platform.Output($"{service.Replace('-', '_')}_{part}");
}
