using System.Collections.Concurrent;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EndToEnd.Fixture;

/// <summary>Follows every resource from before the start, so that a start that does not end says which of them holds it up, and why.</summary>
internal sealed class StartWatch : IAsyncDisposable
{
    private const int LinesToTell = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<IResource, CustomResourceSnapshot> resources = [];
    private readonly ResourceLoggerService consoles;
    private readonly Task following;

    private StartWatch(IServiceProvider services)
    {
        consoles = services.GetRequiredService<ResourceLoggerService>();
        following = FollowAsync(services.GetRequiredService<ResourceNotificationService>());
    }

    public static StartWatch Follow(IServiceProvider services) => new(services);

    /// <summary>Every resource with its state and its health checks; for those that are not well, the last they wrote.</summary>
    public async Task<string> DescribeAsync()
    {
        var lines = new List<string>();
        foreach (var (resource, state) in resources.OrderBy(resource => resource.Key.Name, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)))
        {
            lines.AddRange(Describe(resource.Name, state));
            if (state.HealthStatus is not HealthStatus.Healthy)
            {
                lines.AddRange((await WrittenAsync(resource)).TakeLast(LinesToTell).Select(line => $"  | {line}"));
            }
        }

        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await following;
        stopping.Dispose();
    }

    private static IEnumerable<string> Describe(string name, CustomResourceSnapshot state)
    {
        var exit = state.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $", exit code {code}") : "";
        yield return $"{name}: {state.State?.Text ?? "unknown"}, {state.HealthStatus?.ToString() ?? "health unknown"}{exit}";
        foreach (var report in state.HealthReports.Where(report => report.Status is not HealthStatus.Healthy))
        {
            yield return $"  {report.Name}: {report.Status?.ToString() ?? "never asked"} {report.Description} {report.ExceptionText}".TrimEnd();
        }
    }

    private async Task<List<string>> WrittenAsync(IResource resource)
    {
        var written = new List<string>();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var lines in consoles.GetAllAsync(resource).WithCancellation(patience.Token))
            {
                written.AddRange(lines.Select(line => line.Content));
            }
        }
        catch (OperationCanceledException)
        {
            written.Add($"(its console did not end within {Patience.TotalSeconds:0} s)");
        }

        return written;
    }

    private async Task FollowAsync(ResourceNotificationService notifications)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stopping.Token))
            {
                resources[change.Resource] = change.Snapshot;
            }
        }
        catch (OperationCanceledException)
        {
            // The start is over.
        }
    }
}
