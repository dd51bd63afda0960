using Chat.Client.Connections;
using Chat.Client.Contract;
using Microsoft.Extensions.Logging;

namespace Chat.Client.Sending;

/// <summary>
/// Sends the messages of one room, one after the other, so that their order is the program's. A message is tried under
/// its one id until it has its place: by the answer, or by its own entry where the answer was lost.
/// </summary>
internal sealed partial class RoomOutbox(string room, ChatClientOptions options, ILinks links, Backoff backoff, ILogger logger)
{
    /// <summary>Failures without a code, in a row: a defect that is always there must end.</summary>
    private const int DefectsMax = 5;

    private readonly Lock exclusive = new();
    private readonly Queue<OutgoingMessage> queue = new();
    private readonly Wake confirmed = new();
    private Task keeping = Task.CompletedTask;
    private bool sending;

    public StoredWatch Watch { get; } = new(room, options.OutboxLimit);

    /// <summary>One message less is waiting.</summary>
    public required Action Left { get; init; }

    /// <summary>A message has its place in this epoch.</summary>
    public required Action<long> Placed { get; init; }

    public IReadOnlyList<OutgoingMessage> Waiting
    {
        get
        {
            lock (exclusive)
            {
                return [.. queue];
            }
        }
    }

    public void Add(OutgoingMessage message, bool isKept, CancellationToken stopping)
    {
        lock (exclusive)
        {
            message.Keeping = keeping = isKept ? keeping : KeepAsync(keeping, message.Kept);
            queue.Enqueue(message);
            if (sending)
            {
                return;
            }

            sending = true;
        }

        _ = Task.Run(() => SendAllAsync(stopping), CancellationToken.None);
    }

    /// <summary>An entry came by: perhaps it is the one that waits for its answer.</summary>
    public void Arrived(ChatEntry entry)
    {
        if (entry.ClientMessageId is not { } id)
        {
            return;
        }

        OutgoingMessage? message;
        lock (exclusive)
        {
            message = queue.FirstOrDefault(waiting => waiting.ClientMessageId == id);
        }

        if (message is not null)
        {
            Place(message, new(entry.Epoch, entry.Sequence, entry.Id, entry.SentAt));
            confirmed.Set();
        }
    }

    /// <summary>There is another connection: no need to wait any longer.</summary>
    public void LinkChanged() => confirmed.Set();

    private async Task SendAllAsync(CancellationToken stopping)
    {
        while (Next() is { } message)
        {
            try
            {
                await SendAsync(message, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // It was not refused itself: it stays in the store, if there is one, for the next start.
                message.Fails(ChatException.Stopped());
            }
            catch (ChatException end) when (links.HasEnded)
            {
                message.Fails(end);
            }
            catch (ChatException refused)
            {
                message.Fails(refused);
                await ForgetAsync(message.ClientMessageId).ConfigureAwait(false);
            }
            catch (Exception defect)
            {
                Log.Defect(logger, room, defect);
                message.Fails(new(ChatErrorCodes.InternalError, "The message ended by a defect of the client.", defect));
            }

            lock (exclusive)
            {
                queue.Dequeue();
            }

            Left();
        }
    }

    private OutgoingMessage? Next()
    {
        lock (exclusive)
        {
            sending = queue.TryPeek(out var message);
            return message;
        }
    }

    private async Task SendAsync(OutgoingMessage message, CancellationToken stopping)
    {
        // What a crash must not lose is kept before anybody may have seen it.
        await message.Keeping.ConfigureAwait(false);
        var defects = 0;
        for (var failures = 1; !message.IsDone; failures++)
        {
            try
            {
                var link = await links.LinkAsync(stopping).ConfigureAwait(false);
                await TryAsync(link, message, stopping).ConfigureAwait(false);
            }
            catch (ChatException failed) when (!message.IsDone && (failed.IsTransient || (failed.Code == ChatErrorCodes.InternalError && ++defects < DefectsMax)))
            {
                if (options.TimeProvider.GetUtcNow() - message.Kept.QueuedAt > options.GiveUpAfter)
                {
                    throw new ChatException(ChatErrorCodes.GaveUp, $"The message could not be sent within {options.GiveUpAfter}.", failed);
                }

                var pause = backoff.After(failures, failed.RetryAfter);
                Log.Delayed(logger, room, failed.Code, pause);
                await confirmed.WaitAsync(pause, options.TimeProvider, stopping).ConfigureAwait(false);
            }
            catch (ChatException) when (message.IsDone)
            {
                // The entry came, the answer did not.
            }
        }

        await ForgetAsync(message.ClientMessageId).ConfigureAwait(false);
    }

    private async Task TryAsync(IHubLink link, OutgoingMessage message, CancellationToken stopping)
    {
        try
        {
            await SubmitAsync(link, message, stopping).ConfigureAwait(false);
        }
        catch (ChatException refused) when (refused.Code == ChatErrorCodes.IdTooOld)
        {
            if (await SentSearch.FindAsync(link, room, message.ClientMessageId, stopping).ConfigureAwait(false) is { } found)
            {
                Place(message, found);
                return;
            }

            await RenewAsync(message).ConfigureAwait(false);
            // Its entry may have come while history was searched.
            if (!message.IsDone)
            {
                await SubmitRenewedAsync(link, message, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task SubmitAsync(IHubLink link, OutgoingMessage message, CancellationToken stopping)
    {
        var answer = link.InvokeAsync<SendReceipt>("SendMessage", [Request(message.Kept)], stopping);
        if (await Task.WhenAny(answer, message.Sequenced).ConfigureAwait(false) == answer)
        {
            Place(message, await answer.ConfigureAwait(false));
            return;
        }

        // Its own entry came before the answer, or without one: the next message need not wait for what says nothing new.
        _ = answer.ContinueWith(static late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>It goes out as soon as it has its new id: where that is too old as well, the clock is wrong, and no other id would be better.</summary>
    private async Task SubmitRenewedAsync(IHubLink link, OutgoingMessage message, CancellationToken stopping)
    {
        try
        {
            await SubmitAsync(link, message, stopping).ConfigureAwait(false);
        }
        catch (ChatException again) when (again.Code == ChatErrorCodes.IdTooOld)
        {
            throw new ChatException(ChatErrorCodes.IdTooOld, "A new id is too old as well: the clock of this machine is behind the service's.", again);
        }
    }

    /// <summary>It was never taken: it goes out under a new id. The new one is kept before the old one is forgotten.</summary>
    private async Task RenewAsync(OutgoingMessage message)
    {
        var old = message.ClientMessageId;
        message.GoesUnder(Guid.CreateVersion7(options.TimeProvider.GetUtcNow()));
        Log.Renewed(logger, room, old, message.ClientMessageId);
        await KeepAsync(Task.CompletedTask, message.Kept).ConfigureAwait(false);
        await ForgetAsync(old).ConfigureAwait(false);
    }

    private void Place(OutgoingMessage message, SendReceipt receipt)
    {
        if (message.HasPlace(receipt))
        {
            Watch.Add(receipt, message);
            Placed(receipt.Epoch);
        }
    }

    private async Task KeepAsync(Task before, KeptMessage message)
    {
        await before.ConfigureAwait(false);
        try
        {
            await options.Store.AddToOutboxAsync(message, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // It is sent all the same; only a restart of the program would forget it.
            Log.StoreFailed(logger, room, exception);
        }
    }

    private async Task ForgetAsync(Guid id)
    {
        try
        {
            await options.Store.RemoveFromOutboxAsync(id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The worst of it: the message is sent again at the next start, under the same id.
            Log.StoreFailed(logger, room, exception);
        }
    }

    private static SendRequest Request(KeptMessage kept) => new(
        kept.Room, kept.ClientMessageId.ToString(), kept.Text, kept.Options?.ReplyTo?.ToString(), kept.Options?.Attachments, kept.Options?.Mentions);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Debug, "A message to room {Room} is delayed ({Code}); next try in {Pause}.")]
        public static partial void Delayed(ILogger logger, string room, string code, TimeSpan pause);

        [LoggerMessage(LogLevel.Information, "A message to room {Room} goes out under {New}: the service has forgotten {Old}, and history does not hold it.")]
        public static partial void Renewed(ILogger logger, string room, Guid old, Guid @new);

        [LoggerMessage(LogLevel.Warning, "The store failed for room {Room}.")]
        public static partial void StoreFailed(ILogger logger, string room, Exception exception);

        [LoggerMessage(LogLevel.Error, "A message to room {Room} ended by a defect.")]
        public static partial void Defect(ILogger logger, string room, Exception exception);
    }
}
