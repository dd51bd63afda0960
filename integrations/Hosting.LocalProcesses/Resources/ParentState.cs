using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hosting.LocalProcesses.Resources;

/// <summary>
/// Gives a database, or a storage service, the state of the process that serves it. The orchestrator does so for the children of
/// containers only; without it, whoever waits for a child of an executable waits for ever.
/// </summary>
internal static class ParentState
{
    public static IResourceBuilder<T> WithStateOfParent<T>(this IResourceBuilder<T> child)
        where T : IResourceWithParent
    {
        // Before the start, and not as a hosted service: those start when the orchestrator has created everything, which for a
        // resource that waits for this child is too late.
        child.ApplicationBuilder.Eventing.Subscribe<BeforeStartEvent>((start, cancellationToken) =>
        {
            var notifications = start.Services.GetRequiredService<ResourceNotificationService>();
            var stopping = start.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            _ = FollowAsync(child.Resource, notifications, stopping);
            return Task.CompletedTask;
        });
        return child;
    }

    private static async Task FollowAsync(IResourceWithParent child, ResourceNotificationService notifications, CancellationToken stopping)
    {
        try
        {
            await foreach (var change in notifications.WatchAsync(stopping))
            {
                if (change.Resource == child.Parent)
                {
                    await notifications.PublishUpdateAsync(child, snapshot => snapshot with
                    {
                        State = change.Snapshot.State,
                        StartTimeStamp = change.Snapshot.StartTimeStamp,
                        StopTimeStamp = change.Snapshot.StopTimeStamp,
                    });
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The system stops; nobody waits any more.
        }
    }
}
