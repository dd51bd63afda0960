using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Hosting.LocalProcesses.Servers;
using Microsoft.Extensions.DependencyInjection;
using Support.Servers;

namespace AppHost.Tests;

/// <summary>The model of one run, built once and never started.</summary>
public sealed class TopologyFixture : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private IDistributedApplicationTestingBuilder builder = null!;
    private DistributedApplication application = null!;

    public string DataPath => folder.Path;

    public IEnumerable<IResource> Resources => application.Services.GetRequiredService<DistributedApplicationModel>().Resources;

    public async ValueTask InitializeAsync()
    {
        builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Backing:Mode=processes", $"--Backing:DataPath={folder.Path}", $"--port={FreePort.Next()}"]);
        application = await builder.BuildAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        await builder.DisposeAsync();
        folder.Dispose();
    }
}
