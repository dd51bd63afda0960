using System.Diagnostics.Metrics;
using Chat.Api.Delivery;
using Chat.Api.Presence;
using Chat.Api.Tests.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Chat.Api.Tests;

/// <summary>Who is slow is cut off by what waits for it, and nobody by the size of one message.</summary>
public sealed class ChatConnectionTests : IDisposable
{
    /// <summary>As many names as <c>Chat:PresenceNamesMax</c> allows: more bytes than the whole queue may have.</summary>
    private static readonly Outgoing Large = Outgoing.PresenceChanged(
        "lobby", new(2_000, [.. Enumerable.Range(0, 2_000).Select(_ => Guid.NewGuid().ToString())], [], Complete: true, Version: 1));

    private static readonly Outgoing Small = Outgoing.Stored("lobby", 1);
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => services.Dispose();

    [Fact]
    public void A_client_with_nothing_waiting_gets_a_message_of_any_size()
    {
        Assert.InRange(Large.Bytes, new DeliveryOptions().QueueBytes + 1, int.MaxValue);
        var socket = new PipedSocket("ann");
        var connection = Connection(socket);

        connection.Send(Large);

        Assert.False(connection.IsEnded);
        Assert.Contains("PresenceChanged", socket.Read(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_of_any_size_waits_alone_behind_what_is_being_written_and_the_next_cuts_the_client_off()
    {
        var connection = Connection(new("ann", takesAll: false));
        connection.Send(Small);

        connection.Send(Large);
        Assert.False(connection.IsEnded);
        connection.Send(Small);
        Assert.True(connection.IsEnded);
    }

    [Fact]
    public void What_waits_is_bounded_by_bytes_and_by_messages()
    {
        Assert.Equal(256, WaitingUntilCut(Small));
        var quarter = Small with { Bytes = new DeliveryOptions().QueueBytes / 4 };
        Assert.Equal(4, WaitingUntilCut(quarter));
    }

    private int WaitingUntilCut(Outgoing message)
    {
        var connection = Connection(new("ann", takesAll: false));
        connection.Send(message);
        var waiting = -1;
        while (!connection.IsEnded)
        {
            connection.Send(message);
            waiting++;
        }

        return waiting;
    }

    private ChatConnection Connection(PipedSocket socket) => new(
        socket.Hub, new DeliveryOptions(), new ChatMetrics(services.GetRequiredService<IMeterFactory>()), TimeProvider.System, NullLogger.Instance);
}
