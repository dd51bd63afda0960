using Imaging.Worker.Jobs;
using Imaging.Worker.Tests.Pipeline;
using SixLabors.ImageSharp.Formats.Jpeg;
using Support;

namespace Imaging.Worker.Tests.Jobs;

/// <summary>Real processes get a real SIGTERM; the orchestrator kills what has not ended after about 12 s.</summary>
[Collection(ImagingCollection.Name)]
public sealed class StopTests(ImagingServers servers)
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task An_idle_worker_and_an_api_exit_0_at_once_and_their_engines_end_with_them()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var api = ImagingProcess.Start(servers, database, "Api");
        await using var worker = ImagingProcess.Start(servers, database, "Worker");
        await Task.WhenAll(api.ReadyAsync(), worker.ReadyAsync());
        using var ann = api.As("ann");
        var id = await ImagingService.UploadAsync(ann, Jpeg());
        await ImagingService.BecomesAsync(ann, id, "succeeded");
        var engines = await Eventually.BecomesAsync("an engine to be kept", () => Task.FromResult(worker.Engines()), seen => seen.Count == 1);

        var ended = await Task.WhenAll(api.StopAsync(), worker.StopAsync());

        Assert.All(ended, end => Assert.True(end.ExitCode == 0 && end.Took < Idle, $"exit code {end.ExitCode} after {end.Took}"));
        Assert.DoesNotContain(engines, ImagingProcess.IsEngine);
    }

    [Fact]
    public async Task A_busy_worker_hands_its_image_back_and_an_api_ends_its_event_streams()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var observer = await ImagingService.StartAsync(servers, database: database, settings: [("Imaging:Role", "Api")]);
        await observer.Queues.GetQueueClient(JobQueue.Name).ClearMessagesAsync();
        await using var api = ImagingProcess.Start(servers, database, "Api");
        await using var worker = ImagingProcess.Start(servers, database, "Worker");
        await Task.WhenAll(api.ReadyAsync(), worker.ReadyAsync());
        using var ann = observer.As("ann");
        var id = await ImagingService.UploadAsync(ann, Jpeg());
        // An engine that stands still keeps the image in work for as long as the test likes.
        var engines = await Eventually.BecomesAsync("the work to begin", () => Task.FromResult(worker.Engines()), seen => seen.Count == 1);
        await ImagingProcess.SignalAsync(engines[0], "STOP");
        using var elsewhere = api.As("ann");
        await using var events = await EventReader.OpenAsync(elsewhere, id);
        Assert.Equal(("status", "processing"), await events.NextStatusAsync());

        var ended = await Task.WhenAll(api.StopAsync(), worker.StopAsync());

        Assert.All(ended, end => Assert.Equal(0, end.ExitCode));
        Assert.True(ended[0].Took < Idle, $"The API took {ended[0].Took}.");
        Assert.True(ended[1].Took < Busy, $"The worker took {ended[1].Took}.");
        Assert.False(ImagingProcess.IsEngine(engines[0]));
        var image = await ImagingService.StatusAsync(ann, id);
        Assert.Equal(("queued", 0), (image.GetProperty("status").GetString(), image.GetProperty("attempts").GetInt32()));
        var message = (await observer.Queues.GetQueueClient(JobQueue.Name).ReceiveMessageAsync()).Value;
        Assert.Contains(id, message.MessageText);
    }

    [Fact]
    public async Task A_worker_whose_queue_is_gone_stops_as_fast()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        await using var worker = ImagingProcess.Start(servers, database, "Worker");
        await worker.ReadyAsync();
        await servers.Azurite.KillAsync();
        try
        {
            // Unhealthy says that it has met the loss: it stands in a receive that retries.
            await worker.UnhealthyAsync();

            var (exitCode, took) = await worker.StopAsync();

            Assert.Equal(0, exitCode);
            Assert.True(took < Idle, $"It took {took}.");
        }
        finally
        {
            await servers.Azurite.StartAsync();
        }
    }

    private static byte[] Jpeg()
    {
        using var photo = Pictures.Photo(1600, 1200);
        return photo.Encoded(new JpegEncoder());
    }
}
