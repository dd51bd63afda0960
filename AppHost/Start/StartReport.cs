using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AppHost.Start;

/// <summary>Says when everything is healthy and where it is, or which resource is not.</summary>
internal sealed class StartReport(
    ResourceNotificationService notifications,
    DistributedApplicationModel model,
    IConfiguration configuration,
    IResourceWithEndpoints gateway)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            await Task.WhenAll(model.Resources.Where(IsWaitedFor).Select(resource => UntilHealthyAsync(resource, stoppingToken)));
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (DistributedApplicationException exception)
        {
            await Console.Error.WriteLineAsync($"Not everything started: {exception.Message}");
            return;
        }

        await Console.Out.WriteLineAsync(Text(watch.Elapsed));
    }

    private static bool IsWaitedFor(IResource resource) =>
        (resource is ProjectResource or ExecutableResource or ContainerResource)
        && resource.Name != "aspire-dashboard"
        // Aspire adds a rebuilder to each project; it runs only when asked to.
        && !resource.HasAnnotationOfType<ExplicitStartupAnnotation>();

    private async Task UntilHealthyAsync(IResource resource, CancellationToken stoppingToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        timeout.CancelAfter(Patience);
        try
        {
            await notifications.WaitForResourceHealthyAsync(resource.Name, WaitBehavior.StopOnResourceUnavailable, timeout.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            throw new DistributedApplicationException($"{resource.Name} is not healthy after {Patience.TotalMinutes:0} minutes; the dashboard shows its log.");
        }
    }

    private string Text(TimeSpan elapsed)
    {
        var address = gateway.GetEndpoint("http").Url;
        return $"""

            Everything is up after {elapsed.TotalSeconds:0} s.

              Gateway     {address}
              Dashboard   {Dashboard()}

            Try   {address}/api/products/1
            Stop  with Ctrl-C

            """;
    }

    private string Dashboard()
    {
        var address = configuration["ASPNETCORE_URLS"]?.Split(';')[0];
        return configuration["AppHost:BrowserToken"] is { Length: > 0 } token ? $"{address}/login?t={token}" : $"{address}";
    }
}

/// <summary>Adds the report.</summary>
internal static class StartReportExtensions
{
    public static void AddStartReport(this IDistributedApplicationBuilder builder, IResourceBuilder<ProjectResource> gateway)
    {
        // Not a hosted service: those start when the orchestrator has created everything, too late to say what holds it up.
        builder.Eventing.Subscribe<BeforeStartEvent>((start, cancellationToken) =>
        {
            var report = ActivatorUtilities.CreateInstance<StartReport>(start.Services, gateway.Resource);
            _ = report.RunAsync(start.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
            return Task.CompletedTask;
        });
    }
}
