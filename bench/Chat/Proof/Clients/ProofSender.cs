using System.Collections.Concurrent;
using System.Globalization;
using Bench.Chat.Proof.Faults;

namespace Bench.Chat.Proof.Clients;

/// <summary>Somebody who writes: messages above all, which are tried under the same id until they are acknowledged; and changes, which are tried once.</summary>
internal sealed class ProofSender(ProofClient client, int number, ProofSettings settings, TimeSpan pause, Random random, Timeline timeline)
{
    private static readonly TimeSpan BackOffMin = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(1);
    private readonly ConcurrentQueue<Sent> sent = new();
    private readonly List<(string Room, Guid Id)> own = [];
    private Sent? underWay;
    private int written;

    /// <summary>Everything until now.</summary>
    public IReadOnlyCollection<Sent> Sent => sent;

    /// <summary>What has neither been acknowledged nor refused yet.</summary>
    public Sent? UnderWay => Volatile.Read(ref underWay);

    /// <param name="issuing">Cancelled: nothing new is begun.</param>
    /// <param name="ending">Cancelled: what is under way is given up.</param>
    public async Task RunAsync(CancellationToken issuing, CancellationToken ending)
    {
        while (!issuing.IsCancellationRequested)
        {
            await Task.Delay(pause * (2 * random.NextDouble()), CancellationToken.None).WaitAsync(issuing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var next = Next();
            sent.Enqueue(next);
            Volatile.Write(ref underWay, next);
            await (next.Kind == ProofEntry.Message ? SendAsync(next, ending) : ChangeAsync(next, ending));
            if (ending.IsCancellationRequested)
            {
                return;
            }

            Volatile.Write(ref underWay, null);
        }
    }

    private Sent Next()
    {
        var drawn = random.NextDouble();
        return drawn switch
        {
            < 0.07 when own.Count > 0 => OfOwn(ProofEntry.Edited),
            < 0.10 when own.Count > 0 => OfOwn(ProofEntry.Deleted),
            < 0.20 when Room().AnyMessage(random) is { } message => Change(ProofEntry.Reaction, message.Room, message.Id),
            _ => new() { Client = client.User, Room = Room().Name, Kind = ProofEntry.Message, ClientMessageId = Guid.CreateVersion7(), Text = Text() },
        };
    }

    private Sent OfOwn(string kind)
    {
        var index = random.Next(own.Count);
        var (room, id) = own[index];
        if (kind == ProofEntry.Deleted)
        {
            own.RemoveAt(index);
        }

        return Change(kind, room, id);
    }

    private Sent Change(string kind, string room, Guid id) => new()
    {
        Client = client.User, Room = room, Kind = kind, Target = id, Text = kind == ProofEntry.Edited ? Text() : null,
    };

    private async Task SendAsync(Sent message, CancellationToken ending)
    {
        var request = new MessageSent(message.Room, message.ClientMessageId!.Value.ToString(), message.Text!, null, null, null);
        for (var backOff = BackOffMin; !ending.IsCancellationRequested; backOff = backOff * 2 < BackOffMax ? backOff * 2 : BackOffMax)
        {
            message.Tries++;
            if (await TryAsync(message, hangsUp: random.NextDouble() < settings.HangUps, "SendMessage", [request], ending))
            {
                Remember(message);
                return;
            }

            await Task.Delay(backOff * random.NextDouble(), CancellationToken.None).WaitAsync(ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ChangeAsync(Sent change, CancellationToken ending)
    {
        change.Tries++;
        var id = change.Target!.Value.ToString();
        var (method, arguments) = change.Kind switch
        {
            ProofEntry.Edited => ("EditMessage", new object?[] { change.Room, id, change.Text }),
            ProofEntry.Deleted => ("DeleteMessage", [change.Room, id]),
            _ => ("React", [change.Room, id, "👍", true]),
        };
        await TryAsync(change, hangsUp: false, method, arguments, ending);
    }

    /// <summary>One call; true where it is settled, be it by a receipt or by a refusal for good.</summary>
    private async Task<bool> TryAsync(Sent what, bool hangsUp, string method, object?[] arguments, CancellationToken ending)
    {
        try
        {
            var link = await client.LinkAsync(ending);
            var call = link.InvokeAsync<ReceiptAnswered>(method, arguments);
            if (hangsUp)
            {
                // Before, while or after the node does its work: the answer is lost, its effect may stand.
                await Task.Delay(random.Next(10), CancellationToken.None);
                link.HangUp();
            }

            var answer = await call;
            what.Receipts.Add(new(new(answer.Epoch, answer.Sequence), answer.Id ?? what.Target!.Value, timeline.Now));
            return true;
        }
        catch (Exception exception)
        {
            var code = Refusals.Final(exception);
            // The author may have deleted what others react to.
            what.Refused = code == "message-not-found" && what.Kind == ProofEntry.Reaction ? null : code;
            return code is not null;
        }
    }

    private void Remember(Sent message)
    {
        if (message.Receipts.Count > 0)
        {
            own.Add((message.Room, message.Receipts[0].Id));
        }

        // The newest are changed: the oldest are forgotten, as people do.
        if (own.Count > 100)
        {
            own.RemoveAt(0);
        }
    }

    private ProofRoom Room() => client.Rooms[random.Next(client.Rooms.Count)];

    private string Text() => string.Create(CultureInfo.InvariantCulture, $"{client.User} {number} {++written}");
}
