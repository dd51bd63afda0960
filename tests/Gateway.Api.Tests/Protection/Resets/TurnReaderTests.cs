using System.Buffers;
using System.IO.Pipelines;
using Gateway.Api.Protection.Resets;
using Support.Hostile;

namespace Gateway.Api.Tests.Protection.Resets;

public sealed class TurnReaderTests
{
    private const int PerTurn = 8;
    private static readonly byte[] Sent =
        [.. Http2Frames.Opening, .. Enumerable.Range(0, 100).SelectMany(number => Http2Frames.TakenBack(number, "/a"))];

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1_000)]
    [InlineData(5)]
    public async Task All_that_was_sent_is_read_and_no_turn_opens_more_streams_than_it_may(int readMax)
    {
        var reader = await SentAsync();
        var (received, server) = (new List<byte>(), new FrameScan());
        for (var read = await reader.ReadAsync(Token); !read.Buffer.IsEmpty || !read.IsCompleted; read = await reader.ReadAsync(Token))
        {
            var taken = read.Buffer.Slice(0, Math.Min(readMax, read.Buffer.Length));
            Assert.InRange(server.Pass(taken).Streams, 0, PerTurn);
            received.AddRange(taken.ToArray());
            reader.AdvanceTo(taken.End);
        }

        Assert.Equal(Sent, received);
    }

    [Fact]
    public async Task Streams_after_a_turn_are_not_there_until_the_next_one()
    {
        var reader = await SentAsync();

        Assert.True(reader.TryRead(out var first));
        Assert.False(first.IsCompleted);
        Assert.Equal(PerTurn, new FrameScan().Pass(first.Buffer).Streams);
        reader.AdvanceTo(first.Buffer.End);

        Assert.False(reader.TryRead(out _));
        var next = await reader.ReadAsync(Token);
        Assert.False(next.Buffer.IsEmpty, "an empty read would end the connection");
        reader.AdvanceTo(next.Buffer.End);
    }

    [Fact]
    public async Task A_frame_that_was_looked_at_and_left_comes_again_with_what_follows()
    {
        var pipe = new Pipe();
        var reader = new TurnReader(pipe.Reader, PerTurn);
        await pipe.Writer.WriteAsync(Sent.AsMemory(0, 30), Token);
        var part = await reader.ReadAsync(Token);
        reader.AdvanceTo(part.Buffer.GetPosition(24), part.Buffer.End);
        var waiting = reader.ReadAsync(Token).AsTask();

        Assert.False(waiting.IsCompleted);
        await pipe.Writer.WriteAsync(Sent.AsMemory(30, 30), Token);

        Assert.Equal(Sent[24..60], (await waiting).Buffer.ToArray());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<TurnReader> SentAsync()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(Sent, Token);
        await pipe.Writer.CompleteAsync();
        return new(pipe.Reader, PerTurn);
    }
}
