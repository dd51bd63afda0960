namespace AppHost.Tests.Azure;

/// <summary>The deployment as it is without any setting, evaluated once.</summary>
public sealed class SeedDeployment : IAsyncLifetime
{
    internal Deployment Value { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Value = await Deployment.EvaluateAsync("seed", services: []);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
