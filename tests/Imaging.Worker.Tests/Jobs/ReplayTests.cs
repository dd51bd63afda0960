using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Imaging.Worker.Jobs;
using Support;

namespace Imaging.Worker.Tests.Jobs;

[Collection(ImagingCollection.Name)]
public sealed class ReplayTests(ImagingServers servers)
{
    private static readonly (string, string)[] OneAttempt = [("Imaging:Jobs:AttemptsMax", "1"), ("Imaging:Jobs:Lease", "00:00:03")];

    [Fact]
    public async Task An_image_that_was_given_up_is_tried_again_by_its_owner_or_an_operator_and_its_record_is_gone()
    {
        var pipeline = new TestPipeline { Before = (run, _) => run <= 3 ? throw new IOException("for the moment") : Task.CompletedTask };
        await using var service = await ImagingService.StartAsync(servers, pipeline.Run, settings: OneAttempt);
        await service.Queues.GetQueueClient(JobQueue.PoisonName).ClearMessagesAsync();
        using var ann = service.As("ann");
        using var ben = service.As("ben");
        using var oper = service.As("oper", "operator");
        var first = await FailedAsync(ann);
        var second = await FailedAsync(ann);
        await PoisonAsync(service, first, second);

        using var stranger = await ben.PostAsync($"/images/{first}/replay", null);
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        using var again = await ann.PostAsync($"/images/{first}/replay", null);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        // It fails for the third time, and is given up once more.
        await Eventually.BecomesAsync("the third attempt", () => Task.FromResult(pipeline.Runs), runs => runs == 3);
        await ImagingService.BecomesAsync(ann, first, "failed");
        await PoisonAsync(service, first, second);

        using var byOperator = await oper.PostAsync($"/images/{first}/replay", null);
        Assert.Equal(HttpStatusCode.Accepted, byOperator.StatusCode);
        await ImagingService.BecomesAsync(ann, first, "succeeded");
        await PoisonAsync(service, second);
        using var late = await ann.PostAsync($"/images/{first}/replay", null);
        Assert.Equal((HttpStatusCode.Conflict, "not-replayable"), (late.StatusCode, await CodeOf(late)));

        await service.Blobs.GetBlobContainerClient("uploads").GetBlobClient(second).DeleteAsync();
        using var without = await ann.PostAsync($"/images/{second}/replay", null);
        Assert.Equal((HttpStatusCode.Conflict, "upload-changed"), (without.StatusCode, await CodeOf(without)));
        await service.Queues.GetQueueClient(JobQueue.PoisonName).ClearMessagesAsync();
    }

    [Fact]
    public async Task The_command_replays_everything_that_was_given_up()
    {
        var database = await servers.Postgres.CreateDatabaseAsync();
        var ids = new List<string>();
        await using (var failing = await ImagingService.StartAsync(
            servers, new TestPipeline { Before = (_, _) => throw new IOException("broken") }.Run, database, OneAttempt))
        {
            await failing.Queues.GetQueueClient(JobQueue.PoisonName).ClearMessagesAsync();
            using var ann = failing.As("ann");
            ids.Add(await FailedAsync(ann));
            ids.Add(await FailedAsync(ann));
            await PoisonAsync(failing, [.. ids]);
        }

        var (exitCode, output) = await ImagingProcess.RunAsync(servers, database, "replay", "--all");
        Assert.True(exitCode == 0, output);
        Assert.All(ids, id => Assert.Contains($"{id} queued", output));
        await using var service = await ImagingService.StartAsync(servers, new TestPipeline().Run, database);
        using var owner = service.As("ann");
        await ImagingService.BecomesAsync(owner, ids[0], "succeeded");
        await ImagingService.BecomesAsync(owner, ids[1], "succeeded");
        await PoisonAsync(service);

        var (refused, why) = await ImagingProcess.RunAsync(servers, database, "replay", ids[0]);
        Assert.Equal((1, true), (refused, why.Contains("not-replayable", StringComparison.Ordinal)));
        var (usage, help) = await ImagingProcess.RunAsync(servers, database, "replay");
        Assert.Equal((2, true), (usage, help.StartsWith("Usage:", StringComparison.Ordinal)));
    }

    private static async Task<string> FailedAsync(HttpClient client)
    {
        var id = await ImagingService.UploadAsync(client);
        await ImagingService.BecomesAsync(client, id, "failed");
        return id;
    }

    /// <summary>Waits until the poison queue holds one record of each of these images, and of no other.</summary>
    private static async Task PoisonAsync(ImagingService service, params string[] ids) => await Eventually.BecomesAsync(
        $"records of {string.Join(", ", ids)}",
        async () =>
        {
            var peeked = (await service.Queues.GetQueueClient(JobQueue.PoisonName).PeekMessagesAsync(32)).Value;
            return string.Join(", ", peeked.Select(message => JsonDocument.Parse(message.MessageText).RootElement.GetProperty("imageId").GetString()).Order(StringComparer.Ordinal));
        },
        seen => seen == string.Join(", ", ids.Order(StringComparer.Ordinal)));

    private static async Task<string?> CodeOf(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
