using Hosting.LocalProcesses.Resources;
using Hosting.LocalProcesses.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting;

/// <summary>Adds the backing services as executables of the orchestrator, under the names that containers would have.</summary>
public static class LocalServerExtensions
{
    private const string Loopback = "127.0.0.1";

    // On SIGTERM PostgreSQL waits for its clients; an idle connection in a probe's pool would hold up the stop.
    private const string Unpooled = ";Pooling=false";

    /// <summary>Adds <c>redis-server</c>, as <see cref="RedisServer.PrepareAsync"/> prepared it.</summary>
    public static IResourceBuilder<RedisProcessResource> AddRedisProcess(
        this IDistributedApplicationBuilder builder, string name, ServerCommand command, int port, IResourceBuilder<ParameterResource> password)
    {
        var resource = new RedisProcessResource(name, command, password.Resource);
        builder.Services.AddHealthChecks().AddRedis(_ => resource.KnownConnectionString, name: $"{name}_check");
        return builder.AddServer(resource, command)
            .WithServerPort(RedisProcessResource.EndpointName, port)
            .WithHealthCheck($"{name}_check");
    }

    /// <summary>Adds PostgreSQL, as <see cref="PostgresServer.PrepareAsync"/> prepared it.</summary>
    public static IResourceBuilder<PostgresProcessResource> AddPostgresProcess(
        this IDistributedApplicationBuilder builder, string name, ServerCommand command, int port, IResourceBuilder<ParameterResource> password)
    {
        var resource = new PostgresProcessResource(name, command, password.Resource);
        builder.Services.AddHealthChecks().AddNpgSql(_ => $"{resource.KnownConnectionString};Database=postgres{Unpooled}", name: $"{name}_check");
        return builder.AddServer(resource, command)
            .WithServerPort(PostgresProcessResource.EndpointName, port)
            .WithHealthCheck($"{name}_check");
    }

    /// <summary>Adds a database that <see cref="PostgresServer.PrepareAsync"/> made.</summary>
    public static IResourceBuilder<PostgresProcessDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresProcessResource> server, string name)
    {
        var resource = new PostgresProcessDatabaseResource(name, server.Resource);
        server.ApplicationBuilder.Services.AddHealthChecks().AddNpgSql(_ => resource.KnownConnectionString + Unpooled, name: $"{name}_check");
        server.ApplicationBuilder.Eventing.Subscribe<ConnectionStringAvailableEvent>(resource, async (_, cancellationToken) =>
            resource.KnownConnectionString = await resource.GetConnectionStringAsync(cancellationToken));
        return server.ApplicationBuilder.AddResource(resource).WithStateOfParent().WithHealthCheck($"{name}_check");
    }

    /// <summary>Adds Azurite, as <see cref="AzuriteServer.Prepare"/> prepared it.</summary>
    public static IResourceBuilder<AzuriteProcessResource> AddAzuriteProcess(
        this IDistributedApplicationBuilder builder, string name, ServerCommand command, int blobPort, int queuePort) =>
        builder.AddServer(new AzuriteProcessResource(name, command), command)
            .WithServerPort(AzuriteStorage.BlobEndpoint, blobPort)
            .WithServerPort(AzuriteStorage.QueueEndpoint, queuePort)
            .WithAzuriteHealthCheck();

    private static IResourceBuilder<T> AddServer<T>(this IDistributedApplicationBuilder builder, T resource, ServerCommand command)
        where T : ExecutableResource
    {
        if (resource is ServerProcessResource server)
        {
            builder.Eventing.Subscribe<ConnectionStringAvailableEvent>(resource, async (_, cancellationToken) =>
                server.KnownConnectionString = await server.GetConnectionStringAsync(cancellationToken));
        }

        var added = builder.AddResource(resource).WithArgs([.. command.Arguments]).ExcludeFromManifest();
        foreach (var (key, value) in command.Environment)
        {
            added.WithEnvironment(key, value);
        }

        return added;
    }

    // Unproxied: one hop less, and figures that are the server's own.
    private static IResourceBuilder<T> WithServerPort<T>(this IResourceBuilder<T> resource, string endpoint, int port)
        where T : IResourceWithEndpoints =>
        resource.WithEndpoint(endpoint, annotation =>
        {
            annotation.Port = port;
            annotation.TargetPort = port;
            annotation.TargetHost = Loopback;
            annotation.IsProxied = false;
            annotation.UriScheme = "tcp";
        });
}
