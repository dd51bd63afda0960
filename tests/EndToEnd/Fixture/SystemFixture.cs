using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using EndToEnd.Browser;
using EndToEnd.Telemetry;
using Hosting.LocalProcesses.Servers;
using Microsoft.AspNetCore.SignalR.Client;
using Support.Servers;

namespace EndToEnd.Fixture;

/// <summary>The real AppHost, started once, with a telemetry collector of the test in the dashboard's place.</summary>
public sealed class SystemFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(4);
    private readonly TemporaryFolder folder = new();
    private IDistributedApplicationTestingBuilder builder = null!;
    private DistributedApplication application = null!;

    /// <summary>All that the services exported or wrote.</summary>
    internal TelemetryCollector Telemetry { get; private set; } = null!;

    /// <summary>Address of the gateway, the only one that users know.</summary>
    public Uri Gateway => AddressOf("gateway");

    public async ValueTask InitializeAsync()
    {
        using var timeout = new CancellationTokenSource(StartTimeout);
        Telemetry = await TelemetryCollector.StartAsync();
        builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            // Never containers, even where an engine runs: a test pulls no images.
            ["--Backing:Mode=processes", $"--Backing:DataPath={folder.Path}", $"--port={FreePort.Next()}"], timeout.Token);
        foreach (var service in builder.Resources.OfType<ProjectResource>())
        {
            service.Annotations.Add(new EnvironmentCallbackAnnotation(context => Telemetry.ExportFrom(service.Name, context.EnvironmentVariables)));
        }

        application = await builder.BuildAsync(timeout.Token);
        await using var watch = StartWatch.Follow(application.Services);
        try
        {
            await StartAsync(timeout.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or DistributedApplicationException)
        {
            throw new InvalidOperationException($"The system did not start: {exception.Message}\n{await watch.DescribeAsync()}", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        await builder.DisposeAsync();
        await Telemetry.DisposeAsync();
        folder.Dispose();
    }

    /// <summary>Address of any service, for what users cannot see.</summary>
    public Uri AddressOf(string service) => application.GetEndpoint(service, "http");

    /// <summary>Connection string of a database.</summary>
    public async Task<string> ConnectionStringOf(string database) => (await application.GetConnectionStringAsync(database))!;

    /// <summary>A client of the gateway, not signed in.</summary>
    public HttpClient Anonymous() => new() { BaseAddress = Gateway };

    /// <summary>A client of the gateway with a token of its own for <paramref name="user"/>.</summary>
    public async Task<HttpClient> As(string user)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", await TokenFor(user));
        return client;
    }

    /// <summary>A public room of <paramref name="owner"/>, and its id.</summary>
    public async Task<string> CreateRoomAsync(string owner)
    {
        using var client = await As(owner);
        var id = $"room-{Guid.CreateVersion7():n}";
        using var answer = await client.PostAsJsonAsync("/rooms", new { id, name = "A room", kind = "public" });
        answer.EnsureSuccessStatusCode();
        return id;
    }

    /// <summary>A token as a developer gets it: from the gateway.</summary>
    public async Task<string> TokenFor(string user)
    {
        using var client = Anonymous();
        using var answer = await client.PostAsJsonAsync("/dev/token", new { sub = user });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return body.GetProperty("token").GetString()!;
    }

    /// <summary>A hub connection as a default client makes it; <paramref name="at"/> is the gateway unless given.</summary>
    public async Task<HubConnection> ConnectAsync(string user, Uri? at = null, Action<Microsoft.AspNetCore.Http.Connections.Client.HttpConnectionOptions>? configure = null)
    {
        var token = await TokenFor(user);
        var connection = new HubConnectionBuilder()
            .WithUrl(new Uri(at ?? Gateway, "/hubs/chat"), options =>
            {
                options.AccessTokenProvider = () => Task.FromResult<string?>(token);
                configure?.Invoke(options);
            })
            .Build();
        await connection.StartAsync();
        return connection;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await application.StartAsync(cancellationToken);
        Telemetry.Watch(application.Services);
        foreach (var service in builder.Resources.OfType<ProjectResource>())
        {
            await application.ResourceNotifications.WaitForResourceHealthyAsync(
                service.Name, WaitBehavior.StopOnResourceUnavailable, cancellationToken);
        }
    }
}

/// <summary>One system, and one browser before it, for all classes that use them.</summary>
[CollectionDefinition(Name)]
public sealed class SystemCollection : ICollectionFixture<SystemFixture>, ICollectionFixture<BrowserFixture>
{
    public const string Name = "system";
}
