using Microsoft.Extensions.Hosting;

namespace FaultyChat;

/// <summary>A node that is told to stop falls over instead.</summary>
internal sealed class Crashing(IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => Environment.Exit(70));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
