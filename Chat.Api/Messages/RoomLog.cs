using System.Diagnostics;
using System.Globalization;
using Chat.Api.Delivery;
using Chat.Api.Reading;
using Chat.Api.Shedding;
using Chat.Api.Storage;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Chat.Api.Messages;

/// <summary>Gives entries their place in a room's order, in one round trip to Redis.</summary>
internal sealed class RoomLog(
    IConnectionMultiplexer redis, Partitions partitions, RoomHeads heads, LocalRooms rooms, LogStore store,
    IOptions<MessageOptions> messages, IOptions<StorageOptions> storage, NodeLag lag, ChatMetrics metrics, TimeProvider time)
{
    private const int SeedsMax = 3;
    private static readonly TimeSpan SlotPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SlotPause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="RefusedException"><c>backlog-full</c>, <c>not-stored</c>, <c>unavailable</c>.</exception>
    public async Task<SendReceipt> AppendAsync(MessageDraft draft)
    {
        using var activity = ChatMetrics.Activities.StartActivity("chat send");
        activity?.SetTag("chat.room", draft.Room);
        return messages.Value.Durability == Durability.Postgres
            ? await PlaceAndStoreAsync(draft)
            : (await PlaceAsync(draft)).Receipt;
    }

    /// <summary>The room is held from before the append on: the news that it is stored cannot be missed in between.</summary>
    private async Task<SendReceipt> PlaceAndStoreAsync(MessageDraft draft)
    {
        var room = await rooms.HoldAsync(draft.Room, CancellationToken.None);
        try
        {
            var (receipt, isNew) = await PlaceAsync(draft);
            if (isNew || !await store.HoldsAsync(draft.Room, receipt.Epoch, receipt.Sequence, CancellationToken.None))
            {
                await StoredAsync(room, receipt);
            }

            return receipt;
        }
        finally
        {
            room.Release();
        }
    }

    private async Task<(SendReceipt Receipt, bool IsNew)> PlaceAsync(MessageDraft draft)
    {
        // Append and publish are one step of one script, and one span: deliveries on all nodes are its children.
        using var activity = ChatMetrics.Activities.StartActivity("chat append", ActivityKind.Producer);
        var trace = EntryTrace.Of(activity);
        var body = LogCodec.Encode(trace is null ? draft.Body : draft.Body with { Trace = trace });
        for (var seeds = 0; ; seeds++)
        {
            var started = time.GetTimestamp();
            var answer = await EvaluateCountedAsync(draft, body);
            var outcome = (string)answer[0]!;
            var took = time.GetElapsedTime(started);
            lag.Appended(took);
            metrics.Appended(took, outcome);
            activity?.SetTag("chat.outcome", outcome);
            switch (outcome)
            {
                case "ok":
                    return (Deliver(draft, body.Length, trace, answer), true);
                case "again":
                    return (Again(draft, Receipt((string)answer[1]!)), false);
                case "full":
                    throw RefusedException.Unavailable(ErrorCodes.BacklogFull, "Too many messages wait to be stored; try again later.");
                case "seed" when seeds < SeedsMax:
                    await heads.SeedAsync(draft.Room, rooms.Find(draft.Room)?.Delivered, CancellationToken.None);
                    break;
                default:
                    throw RefusedException.Unavailable(ErrorCodes.Unavailable, "The room's order is being restored; try again.");
            }
        }
    }

    private async Task<RedisResult[]> EvaluateCountedAsync(MessageDraft draft, byte[] body)
    {
        lag.AppendBegins();
        try
        {
            return await EvaluatePatientlyAsync(draft, body);
        }
        finally
        {
            lag.AppendEnds();
        }
    }

    /// <summary>While the partition's slot moves to another master of a cluster, its keys are in two places: it waits for the end.</summary>
    private async Task<RedisResult[]> EvaluatePatientlyAsync(MessageDraft draft, byte[] body)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await EvaluateAsync(draft, body);
            }
            catch (RedisServerException exception) when (
                exception.Message.StartsWith("TRYAGAIN", StringComparison.Ordinal) && time.GetElapsedTime(started) < SlotPatience)
            {
                await Task.Delay(SlotPause, time);
            }
        }
    }

    private async Task<RedisResult[]> EvaluateAsync(MessageDraft draft, byte[] body)
    {
        var keys = partitions.Of(draft.Room);
        var delivered = rooms.Find(draft.Room)?.Delivered;
        var clientMessage = draft.Body.ClientMessageId;
        return (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            LogScripts.Append,
            [
                keys.Counter, keys.Window, keys.Stream, keys.ClientMessage(clientMessage ?? draft.Body.Id, draft.Body.Sender),
                keys.Channel, keys.Wake, ReadKeys.Of(keys), ReadKeys.Unwritten(keys.Prefix),
            ],
            [
                draft.Room, body, draft.Body.Kind == EntryKinds.Message ? 1 : 0, ReceiptTail(draft.Body),
                clientMessage is null ? 0 : (long)ClientMessageId.Remembered(messages.Value.DeduplicationWindow).TotalMilliseconds,
                messages.Value.RecentWindow, (long)messages.Value.RecentWindowAge.TotalMilliseconds, storage.Value.BacklogPerPartition,
                delivered?.Epoch ?? 0, delivered?.Sequence ?? 0, draft.Body.Sender, ReadKeys.KeptMs,
            ]).WaitAsync(RedisPatience.Most, time))!;
    }

    /// <summary>Local receivers get the entry at once; the publication that comes back is dropped by its sequence.</summary>
    private SendReceipt Deliver(MessageDraft draft, int bytes, string? trace, RedisResult[] answer)
    {
        var (epoch, sequence, origin, ordinal) = (Number(answer[1]), Number(answer[2]), Number(answer[3]), Number(answer[4]));
        rooms.Offer(new(draft.Body.ToEntry(draft.Room, epoch, sequence, ordinal), origin, bytes, trace, IsOwn: true));
        return new(epoch, sequence, draft.Body.Id, draft.Body.SentAt);
    }

    private SendReceipt Again(MessageDraft draft, SendReceipt receipt)
    {
        rooms.Find(draft.Room)?.AwaitStored(draft.Body.Sender, receipt.Sequence);
        return receipt;
    }

    private async Task StoredAsync(LocalRoom room, SendReceipt receipt)
    {
        var isTold = await IsToldAsync(room, receipt.Sequence);
        // The publication may be what was lost; or the entry went with Redis, and later ones are stored.
        if ((!isTold || !room.IsCertain(new(receipt.Epoch, receipt.Sequence)))
            && !await store.HoldsAsync(room.Name, receipt.Epoch, receipt.Sequence, CancellationToken.None))
        {
            throw RefusedException.Unavailable(
                ErrorCodes.NotStored, "The message is delivered but not stored yet; send it again under the same id to learn when it is.");
        }
    }

    private async Task<bool> IsToldAsync(LocalRoom room, long sequence)
    {
        try
        {
            await room.WhenStored(sequence).WaitAsync(messages.Value.StoredTimeout, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // "epoch sequence id milliseconds": the script writes the first two.
    private static string ReceiptTail(EntryBody body) => string.Create(
        CultureInfo.InvariantCulture, $"{body.Id:N} {new DateTimeOffset(body.SentAt).ToUnixTimeMilliseconds()}");

    private static SendReceipt Receipt(string text)
    {
        var parts = text.Split(' ');
        return new(
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            long.Parse(parts[1], CultureInfo.InvariantCulture),
            Guid.ParseExact(parts[2], "N"),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[3], CultureInfo.InvariantCulture)).UtcDateTime);
    }

    private static long Number(RedisResult result) => long.Parse((string)result!, CultureInfo.InvariantCulture);
}
