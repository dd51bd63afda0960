using Imaging.Worker.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Imaging.Worker.Tests.Jobs;

[Collection(ImagingCollection.Name)]
public sealed class JobSenderTests(ImagingServers servers)
{
    private const int Many = 40;

    [Fact]
    public async Task A_stop_sends_first_what_was_taken()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        var queue = api.Services.GetRequiredService<JobQueue>();
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
        using var sender = new JobSender(queue, api.Services.GetRequiredService<ImageEvents>(), NullLogger<JobSender>.Instance);
        await sender.StartAsync(CancellationToken.None);
        for (var i = 0; i < Many; i++)
        {
            sender.Send($"image-{i}");
        }

        await sender.StopAsync(CancellationToken.None);

        Assert.Equal(Many, await queue.LengthAsync(CancellationToken.None));
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
    }

    [Fact]
    public async Task A_stop_that_may_last_no_longer_ends_all_the_same_and_leaves_the_rest_to_the_sweeper()
    {
        await using var api = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
        using var sender = new JobSender(
            api.Services.GetRequiredService<JobQueue>(), api.Services.GetRequiredService<ImageEvents>(), NullLogger<JobSender>.Instance);
        await sender.StartAsync(CancellationToken.None);
        for (var i = 0; i < Many; i++)
        {
            sender.Send($"image-{i}");
        }

        await sender.StopAsync(new(canceled: true)).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.True(sender.ExecuteTask!.IsCompleted || await CompletesAsync(sender.ExecuteTask));
        await api.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
    }

    private static async Task<bool> CompletesAsync(Task task)
    {
        await task.WaitAsync(TimeSpan.FromSeconds(30)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted;
    }
}
