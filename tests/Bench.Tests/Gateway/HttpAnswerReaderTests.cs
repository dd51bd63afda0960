using System.Text;
using Bench.Gateway.Http;

namespace Bench.Tests.Gateway;

public class HttpAnswerReaderTests
{
    private const string Whole = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\nA;x=y\r\n\"0123456\"}\r\n0\r\n\r\n";

    [Theory]
    [InlineData(Whole, 7)]
    [InlineData(Chunked, 15)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 0)]
    public void An_answer_is_complete_at_its_last_byte_however_it_was_cut(string answer, int bodyBytes)
    {
        var bytes = Encoding.ASCII.GetBytes(answer);
        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            var reader = new HttpAnswerReader();
            reader.Begin();

            var complete = Enumerable.Range(0, (bytes.Length + piece - 1) / piece)
                .Select(index => reader.Take(bytes.AsSpan(index * piece, Math.Min(piece, bytes.Length - (index * piece)))))
                .ToArray();

            Assert.Equal([.. Enumerable.Repeat(false, complete.Length - 1), true], complete);
            Assert.Equal((200, bodyBytes), (reader.Status, reader.BodyBytes));
        }
    }

    [Fact]
    public void The_next_answer_on_a_connection_is_read_anew()
    {
        var reader = new HttpAnswerReader();
        foreach (var (answer, status) in new[] { (Chunked, 200), (Whole.Replace("200 OK", "503 Busy", StringComparison.Ordinal), 503), (Chunked, 200) })
        {
            reader.Begin();
            Assert.True(reader.Take(Encoding.ASCII.GetBytes(answer)));
            Assert.Equal(status, reader.Status);
        }
    }

    [Theory]
    [InlineData("product;dur=8.1, stock;dur=3.0", false)]
    [InlineData("product;dur=0.0;desc=\"hit\", stock;dur=0.0;desc=\"stale\"", false)]
    [InlineData("product;dur=0.0;desc=\"hit\", stock;dur=800.4;desc=\"timeout\"", true)]
    [InlineData("product;dur=8.1, stock;dur=800.4;desc=\"timeout\"", true)]
    public void A_part_that_the_gateway_names_as_missing_is_seen(string timings, bool isPartial)
    {
        var reader = new HttpAnswerReader();
        reader.Begin();

        reader.Take(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer-Timing: {timings}\r\n\r\n{{}}"));

        Assert.Equal(isPartial, reader.IsPartial);
    }

    [Fact]
    public void An_answer_that_is_known_already_has_no_body_and_its_tag_is_that_of_the_last_one()
    {
        var reader = new HttpAnswerReader();
        reader.Begin();
        Assert.True(reader.Take("HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 2\r\n\r\n{}"u8));
        reader.Begin();

        Assert.True(reader.Take("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"u8));

        Assert.Equal((304, 0, "\"a\""), (reader.Status, reader.BodyBytes, reader.Tag));
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    public void What_is_no_answer_of_known_length_is_refused(string text)
    {
        var reader = new HttpAnswerReader();
        reader.Begin();

        Assert.Throws<InvalidDataException>(() => reader.Take(Encoding.ASCII.GetBytes(text)));
    }
}
