using System.Collections.Concurrent;
using System.Diagnostics;
using Chat.Api.Tests.Nodes;
using Support;

namespace Chat.Api.Tests;

/// <summary>One trace from the send on one node to the delivery on another.</summary>
public sealed class TraceTests(ChatNodes nodes)
{
    [Fact]
    public async Task The_delivery_on_another_node_is_in_the_trace_of_the_send_as_a_child_of_the_append()
    {
        var room = await TestRooms.CreateAsync(nodes.First);
        await using var ann = await TestClient.ConnectAsync(nodes.First, "ann");
        await using var bob = await TestClient.ConnectAsync(nodes.Second, "bob");
        await ann.JoinAsync(room);
        await bob.JoinAsync(room);
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ChatMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        var receipt = await ann.SendAsync(room, "to be followed");

        var deliveries = await Eventually.BecomesAsync(
            "the delivery on both nodes",
            () => Task.FromResult(ended.Where(activity => activity.OperationName == "chat deliver" && Equals(activity.GetTagItem("chat.room"), room)).ToList()),
            seen => seen.Count == 2);
        var send = Assert.Single(ended, activity => activity.OperationName == "chat send" && Equals(activity.GetTagItem("chat.room"), room));
        var append = Assert.Single(ended, activity => activity.OperationName == "chat append" && activity.TraceId == send.TraceId);
        Assert.Equal(send.SpanId, append.ParentSpanId);
        Assert.All(deliveries, delivery => Assert.Equal((append.TraceId, append.SpanId), (delivery.TraceId, delivery.ParentSpanId)));
        // On the sender's node the publication may overtake the append's answer; the other node has nothing else.
        Assert.Contains("redis", deliveries.Select(delivery => delivery.GetTagItem("chat.origin")));
        var persist = await Eventually.BecomesAsync(
            "the transaction that stored it",
            () => Task.FromResult(ended.FirstOrDefault(activity => activity.Links.Any(link => link.Context.SpanId == append.SpanId))),
            seen => seen is not null);
        Assert.Equal("chat persist", persist!.OperationName);
        Assert.Equal(receipt.Id, (await bob.AppendedAsync(room, 1))[0].Id);
    }
}
