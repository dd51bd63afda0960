namespace Chat.Api.Messages;

internal sealed partial class RoomHeads
{
    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "Room {Room} is in epoch {Epoch}, which began after sequence {Sequence}.")]
        public static partial void EpochBegan(ILogger logger, string room, long epoch, long sequence);
    }
}
