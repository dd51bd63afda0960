using System.Buffers;
using System.Text;
using Gateway.Api.Composition.Wire;

namespace Gateway.Api.Tests.Composition.Wire;

/// <summary>Where an answer ends, however its bytes come.</summary>
public sealed class WireConnectionTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private static readonly WireRequest Request = new("/p/1?x=%2F", 700, [new("X-Region", "eu")]);

    public static TheoryData<string, string, bool> Whole => new()
    {
        { $"{Ok}Content-Length: 5\r\n\r\n[1,2]", "[1,2]", true },
        { $"{Ok}Transfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n002;a=b\r\n2]\r\n0\r\n\r\n", "[1,2]", true },
        { $"{Ok}Transfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n0\r\nX-Trailer: 1\r\n\r\n", "[1,2]", true },
        { $"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n{Ok}Content-Length: 5\r\n\r\n[1,2]", "[1,2]", true },
        { $"{Ok}Content-Length: 0\r\n\r\n", "", true },
        { "HTTP/1.1 204 No Content\r\n\r\n", "", true },
        { $"{Ok}\r\n[1,2]", "[1,2]", false },
        { $"{Ok}Content-Length: 5\r\nConnection: close\r\n\r\n[1,2]", "[1,2]", false },
        { "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n[1,2]", "[1,2]", false },
        { $"{Ok}Content-Length: 5\r\n\r\n[1,2]HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison", "[1,2]", false },
        { $"{Ok}X-Long: {new string('x', 20_000)}\r\nContent-Length: 5\r\n\r\n[1,2]", "[1,2]", true },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task A_body_ends_where_its_head_says(string said, string body, bool mayCarryAnother)
    {
        foreach (var size in new[] { 1, 2, 3, 7, 64, 100_000 })
        {
            using var connection = new WireConnection(new PiecesChannel(said, size), 0, MemoryPool<byte>.Shared);
            await connection.AskAsync(Request, "Host: catalog\r\n"u8.ToArray(), null);

            Assert.Equal((size, body), (size, await ReadAsync(connection)));
            // What follows an answer may not have come yet: then it makes the connection unquiet.
            Assert.Equal((size, mayCarryAnother), (size, connection.MayCarryAnother && connection.IsQuiet));
        }
    }

    public static TheoryData<string, string> Damaged => new()
    {
        { nameof(WireFault.Lost), "" },
        { nameof(WireFault.Broken), "HTTP/1.1 200" },
        { nameof(WireFault.Broken), $"{Ok}Content-Length: 6\r\n\r\n[1,2]" },
        { nameof(WireFault.Broken), $"{Ok}Transfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n" },
        { nameof(WireFault.Broken), $"{Ok}Transfer-Encoding: chunked\r\n\r\n5\r\n[1,2]\r\n0\r\n" },
        { nameof(WireFault.Malformed), $"{Ok}Transfer-Encoding: chunked\r\n\r\n4\r\n[1,2]\r\n0\r\n\r\n" },
        { nameof(WireFault.Malformed), $"{Ok}Transfer-Encoding: chunked\r\n\r\n-5\r\n[1,2]\r\n0\r\n\r\n" },
        { nameof(WireFault.Malformed), $"{Ok}Transfer-Encoding: chunked\r\n\r\n0x5\r\n[1,2]\r\n0\r\n\r\n" },
        { nameof(WireFault.Malformed), $"{Ok}Transfer-Encoding: chunked\r\n\r\n\r\n[1,2]\r\n0\r\n\r\n" },
        { nameof(WireFault.Malformed), $"{Ok}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\n[1,2]" },
        { nameof(WireFault.Malformed), $"{Ok}Transfer-Encoding: chunked\r\n\r\n5\n[1,2]\r\n0\r\n\r\n" },
        { nameof(WireFault.Malformed), $"{Ok}Transfer-Encoding: chunked\r\n\r\n5;{new string('x', 2_000)}\r\n[1,2]\r\n0\r\n\r\n" },
        { nameof(WireFault.Malformed), $"{Ok}Transfer-Encoding: chunked\r\n\r\n0\r\n{string.Concat(Enumerable.Repeat("X: 1\r\n", 200))}\r\n" },
        { nameof(WireFault.Malformed), $"{Ok}Transfer-Encoding: chunked\r\n\r\n0\r\nno trailer\r\n\r\n" },
        { nameof(WireFault.Malformed), "HTTP/1.1 101 Switching Protocols\r\n\r\n" },
        { nameof(WireFault.Malformed), string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 20)) },
        { nameof(WireFault.Malformed), $"{Ok}X: {new string('x', 70_000)}" },
        { nameof(WireFault.Malformed), "\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public async Task A_damaged_answer_is_none(string fault, string said)
    {
        foreach (var size in new[] { 1, 5, 64, 100_000 })
        {
            using var connection = new WireConnection(new PiecesChannel(said, size), 0, MemoryPool<byte>.Shared);

            var exception = await Assert.ThrowsAsync<WireException>(async () =>
            {
                await connection.AskAsync(Request, "Host: catalog\r\n"u8.ToArray(), null);
                await ReadAsync(connection);
            });

            Assert.Equal((size, fault), (size, exception.Fault.ToString()));
            Assert.False(connection.MayCarryAnother);
        }
    }

    [Fact]
    public async Task A_request_is_what_a_service_expects()
    {
        var channel = new PiecesChannel($"{Ok}Content-Length: 0\r\n\r\n", 3);
        using var connection = new WireConnection(channel, 0, MemoryPool<byte>.Shared);
        using var span = new System.Diagnostics.Activity("test").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start();
        span.TraceStateString = "a=1";

        await connection.AskAsync(Request, "Host: catalog\r\nAccept: application/json\r\n"u8.ToArray(), span);

        Assert.Equal(
            $"GET /p/1?x=%2F HTTP/1.1\r\nHost: catalog\r\nAccept: application/json\r\nX-Budget-Ms: 700\r\nX-Region: eu\r\ntraceparent: {span.Id}\r\ntracestate: a=1\r\n\r\n",
            channel.Asked.ToString());
    }

    [Theory]
    [InlineData("/p/1\r\nX-Evil: 1", "eu")]
    [InlineData("/p/1 HTTP/1.1", "eu")]
    [InlineData("/p/\u00e9", "eu")]
    [InlineData("/p/1", "eu\r\nX-Evil: 1")]
    [InlineData("/p/1", "eu\0")]
    public async Task Nothing_breaks_out_of_its_line(string address, string region)
    {
        var channel = new PiecesChannel("", 100);
        using var connection = new WireConnection(channel, 0, MemoryPool<byte>.Shared);

        await Assert.ThrowsAsync<InvalidDataException>(async () => await connection.AskAsync(new(address, 1, [new("X-Region", region)]), [], null));
        Assert.Equal("", channel.Asked.ToString());
    }

    [Fact]
    public async Task A_body_that_nobody_wants_is_passed_over_where_it_is_there()
    {
        using var whole = new WireConnection(new PiecesChannel("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n", 1_000), 0, MemoryPool<byte>.Shared);
        using var late = new WireConnection(new PiecesChannel("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", 5), 0, MemoryPool<byte>.Shared);
        foreach (var connection in new[] { whole, late })
        {
            await connection.AskAsync(Request, [], null);
            connection.PassOver();
        }

        Assert.Equal((true, false), (whole.MayCarryAnother, late.MayCarryAnother));
    }

    private static async Task<string> ReadAsync(WireConnection connection)
    {
        var body = new MemoryStream();
        var buffer = new byte[16];
        int read;
        while ((read = await connection.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            body.Write(buffer, 0, read);
        }

        return Encoding.Latin1.GetString(body.ToArray());
    }
}
