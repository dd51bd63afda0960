using Microsoft.Extensions.Logging;

namespace Chat.Client.Rooms;

/// <summary>Writes into the store how far the program has read a room: at once, then at most every second, and at the end.</summary>
internal sealed partial class PositionKeeper(string room, ChatClientOptions options, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly Lock exclusive = new();
    private ChatPosition? latest;
    private ChatPosition? kept;
    private bool writing;

    public ChatPosition? Latest
    {
        get
        {
            lock (exclusive)
            {
                return latest;
            }
        }
    }

    public void Reached(ChatPosition position)
    {
        lock (exclusive)
        {
            latest = position;
            if (writing)
            {
                return;
            }

            writing = true;
        }

        _ = WriteAllAsync();
    }

    /// <summary>Writes what is not written yet.</summary>
    public async Task FlushAsync()
    {
        ChatPosition? position;
        lock (exclusive)
        {
            position = latest == kept ? null : latest;
            kept = latest;
        }

        if (position is null)
        {
            return;
        }

        try
        {
            await options.Store.WritePositionAsync(room, position, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.NotKept(logger, room, exception);
        }
    }

    private async Task WriteAllAsync()
    {
        do
        {
            await FlushAsync().ConfigureAwait(false);
            await Task.Delay(Pause, options.TimeProvider).ConfigureAwait(false);
        }
        while (HasMore());
    }

    private bool HasMore()
    {
        lock (exclusive)
        {
            return writing = latest != kept;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The position of room {Room} could not be kept.")]
        public static partial void NotKept(ILogger logger, string room, Exception exception);
    }
}
