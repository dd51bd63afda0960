using System.Globalization;
using System.Text;
using Chat.Api.Delivery;

namespace Chat.Api.Reading;

/// <summary>
/// Tells clients how far others have read: of each reader only the furthest mark, and of a room a bounded number at a time.
/// </summary>
internal sealed class ReadReceipts
{
    /// <summary>Readers of a room that are told in one interval; the others wait for the next.</summary>
    private const int AtOnce = 20;
    private readonly Lock exclusive = new();
    private readonly Dictionary<LocalRoom, Dictionary<string, long>> waiting = [];

    public ReadReceipts(LocalRooms rooms) => rooms.News += Receive;

    /// <summary>Tells what has gathered.</summary>
    public void Flush()
    {
        foreach (var (room, user, sequence) in Take())
        {
            var receipt = Outgoing.ReadReceipt(room.Name, user, sequence);
            // To all connections: the reader's other devices count by it too. One that has anything waiting goes without.
            foreach (var member in room.Members)
            {
                member.Send(receipt);
            }
        }
    }

    private List<(LocalRoom Room, string User, long Sequence)> Take()
    {
        var taken = new List<(LocalRoom, string, long)>();
        lock (exclusive)
        {
            foreach (var (room, readers) in waiting.ToArray())
            {
                foreach (var (user, sequence) in readers.Take(AtOnce).ToArray())
                {
                    readers.Remove(user);
                    taken.Add((room, user, sequence));
                }

                if (readers.Count == 0 || room.IsClosed)
                {
                    waiting.Remove(room);
                }
            }
        }

        return taken;
    }

    private void Receive(LocalRoom room, char kind, ReadOnlyMemory<byte> payload)
    {
        if (kind != RoomNews.Read)
        {
            return;
        }

        var text = Encoding.UTF8.GetString(payload.Span);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var (user, sequence) = (text[(space + 1)..], long.Parse(text[..space], CultureInfo.InvariantCulture));
        lock (exclusive)
        {
            if (!waiting.TryGetValue(room, out var readers))
            {
                waiting[room] = readers = [];
            }

            readers[user] = Math.Max(sequence, readers.GetValueOrDefault(user));
        }
    }
}
