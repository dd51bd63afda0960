using System.Buffers;
using Gateway.Api.Protection.Resets;
using Support.Hostile;

namespace Gateway.Api.Tests.Protection.Resets;

public sealed class FrameScanTests
{
    private const int Streams = 5;
    private static readonly byte[] Opening = Http2Frames.Opening;
    private static readonly byte[] Pair = Http2Frames.TakenBack(0, "/catalog/products/1");
    private static readonly byte[] Sent = [.. Opening, .. Enumerable.Repeat(Pair, Streams).SelectMany(pair => pair)];

    [Fact]
    public void Opened_streams_are_counted_and_nothing_else() =>
        Assert.Equal((Sent.Length, Streams), new FrameScan().Pass(new(Sent)));

    [Fact]
    public void It_stops_before_the_header_that_would_open_one_too_many_is_whole()
    {
        for (var max = 1; max < Streams; max++)
        {
            var scan = new FrameScan();

            var (bytes, streams) = scan.Pass(new(Sent), max);

            Assert.Equal((Opening.Length + (Pair.Length * max), max), (bytes, streams));
            Assert.Equal((Sent.Length - bytes, Streams - max), scan.Pass(new(Sent.AsMemory((int)bytes))));
        }
    }

    [Fact]
    public void Where_what_was_sent_is_cut_does_not_matter()
    {
        for (var first = 0; first <= Sent.Length; first++)
        {
            for (var second = first; second <= Sent.Length; second++)
            {
                var (scan, parts) = (new FrameScan(), new[] { Sent[..first], Sent[first..second], Sent[second..] });

                Assert.Equal(Streams, parts.Sum(part => scan.Pass(new(part)).Streams));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(9)]
    public void It_stops_within_pieces_as_within_one(int piece)
    {
        var (scan, streams) = (new FrameScan(), 0);
        for (var at = 0; at < Sent.Length;)
        {
            var (bytes, opened) = scan.Pass(new ReadOnlySequence<byte>(Sent, at, Math.Min(piece, Sent.Length - at)), streamsMax: 1);

            Assert.InRange(opened, 0, 1);
            (at, streams) = (at + (int)bytes, streams + opened);
            Assert.True(bytes > 0, "nothing was passed, and nothing ever would be");
        }

        Assert.Equal(Streams, streams);
    }
}
