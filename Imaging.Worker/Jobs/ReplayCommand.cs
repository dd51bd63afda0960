using System.Text.Json;
using Imaging.Worker.Configuration;
using Imaging.Worker.Storage;
using Imaging.Worker.Uploads;
using ServiceDefaults.Errors;

namespace Imaging.Worker.Jobs;

/// <summary>
/// <c>Imaging.Worker replay ID...</c> or <c>replay --all</c>: puts images that were given up back into the queue. Reads the same
/// configuration as the service; exit code 0 only if every one is queued.
/// </summary>
internal static class ReplayCommand
{
    private const string Name = "replay";
    private const string All = "--all";

    public static bool IsAsked(string[] args) => args is [Name, ..];

    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        var ids = args[1..];
        if (ids.Length == 0 || (ids is not [All] && !ids.All(ImageId.IsValid)))
        {
            await output.WriteLineAsync($"Usage: {Name} IMAGE-ID... or {Name} {All}");
            return 2;
        }

        // The arguments are not settings.
        var builder = WebApplication.CreateBuilder();
        builder.AddStores();
        builder.Services.AddSingleton(TimeProvider.System).AddImagingOptions().AddJobs(ImagingRole.Api);
        await using var app = builder.Build();
        var replay = app.Services.GetRequiredService<Replay>();
        return ids is [All]
            ? await ReplayAllAsync(app.Services.GetRequiredService<JobQueue>(), replay, output)
            : await ReplayAsync(ids, replay, output);
    }

    private static async Task<int> ReplayAsync(IEnumerable<string> ids, Replay replay, TextWriter output)
    {
        var refused = 0;
        foreach (var id in ids)
        {
            refused += await ReplayAsync(id, replay, output) is null ? 0 : 1;
        }

        return refused == 0 ? 0 : 1;
    }

    private static async Task<Refusal?> ReplayAsync(string id, Replay replay, TextWriter output)
    {
        var refusal = await replay.ReplayAsync(id, CancellationToken.None);
        await output.WriteLineAsync(refusal is null ? $"{id} queued" : $"{id} {refusal.Code}: {refusal.Detail}");
        return refusal;
    }

    private static async Task<int> ReplayAllAsync(JobQueue queue, Replay replay, TextWriter output)
    {
        var refused = 0;
        while (await queue.ReceivePoisonAsync(CancellationToken.None) is { Length: > 0 } messages)
        {
            foreach (var message in messages)
            {
                var id = JsonSerializer.Deserialize<PoisonRecord>(message.MessageText, JsonSerializerOptions.Web)?.ImageId;
                if (id is null)
                {
                    await output.WriteLineAsync($"left: {message.MessageText}");
                    refused++;
                }
                else if (await ReplayAsync(id, replay, output) is { } refusal && refusal.Code != ErrorCodes.NotReplayable)
                {
                    refused++;
                }
                else
                {
                    // Queued now, or long since: in both cases the record is of no use any more.
                    await queue.DeletePoisonAsync(message, CancellationToken.None);
                }
            }
        }

        return refused == 0 ? 0 : 1;
    }
}
