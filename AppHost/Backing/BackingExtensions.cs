using AppHost.Publishing;
using AppHost.Start;
using Capacity;
using Hosting.LocalProcesses.Servers;

namespace AppHost.Backing;

/// <summary>Adds the stores in the flavour that fits the machine.</summary>
internal static class BackingExtensions
{
    /// <summary>Adds Redis, PostgreSQL and storage; says in one line which flavour and why.</summary>
    /// <exception cref="StartRefusedException">A setting is wrong, the data is in use, or a server is not installed.</exception>
    public static async Task<BackingServices> AddBackingAsync(
        this IDistributedApplicationBuilder builder, int gatewayPort, DeploymentPlan plan, CancellationToken cancellationToken = default)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return builder.AddAzureStores(plan);
        }

        var choice = await BackingChoice.MakeAsync(builder.Configuration, cancellationToken);
        await Console.Out.WriteLineAsync($"Backing services run as {choice.Mode.ToString().ToLowerInvariant()}: {choice.Reason}.");

        var folder = DataFolder.Take(builder.Configuration, Path.GetDirectoryName(builder.AppHostDirectory)!, gatewayPort);
        var secrets = BackingSecrets.ReadOrCreate(folder);
        var setup = new BackingSetup(
            folder,
            secrets,
            builder.AddParameter("redis-password", secrets.RedisPassword, secret: true),
            builder.AddParameter("postgres-password", secrets.PostgresPassword, secret: true),
            builder.AddParameter("storage-key", secrets.StorageAccountKey, secret: true),
            plan.PostgresMaxConnections);
        try
        {
            return choice.Mode == BackingMode.Containers
                ? builder.AddBackingContainers(setup)
                : await builder.AddBackingProcessesAsync(setup, cancellationToken);
        }
        catch (ServerMissingException missing)
        {
            throw new StartRefusedException(missing.Message);
        }
    }
}
