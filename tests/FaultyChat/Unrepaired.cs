using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Chat.Api.Delivery;
using Microsoft.Extensions.Hosting;

namespace FaultyChat;

/// <summary>No gap is repaired: every room is marked as one whose repair is under way already.</summary>
internal sealed class Unrepaired(LocalRooms rooms) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var room in rooms.All)
            {
                Repairing(rooms).TryAdd(room, 0);
            }

            await Task.Delay(Pause, stoppingToken);
        }
    }

    // Where the field is renamed, the start of this program fails and says so.
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "repairing")]
    private static extern ref ConcurrentDictionary<LocalRoom, byte> Repairing(LocalRooms rooms);
}
