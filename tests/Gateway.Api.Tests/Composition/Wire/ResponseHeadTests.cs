using System.Text;
using Gateway.Api.Composition.Wire;

namespace Gateway.Api.Tests.Composition.Wire;

/// <summary>What our client takes for the head of an answer, and what it does not.</summary>
public sealed class ResponseHeadTests
{
    [Fact]
    public void A_plain_head_says_what_a_part_needs()
    {
        var head = Parse("HTTP/1.1 200 OK", "content-TYPE: application/json", "Content-Length: 12", "Cache-Control: max-age=60, private", "Age:  5 ", "X-Other:", "X-Text: caf\u00e9\ttab");

        Assert.Equal((200, 12, true, false, true), (head.Status, head.Length, head.IsPlainJson, head.IsChunked, head.KeepsAlive));
        Assert.Equal((true, true, false, 55), (head.Freshness.IsKnown, head.Freshness.IsStored, head.Freshness.IsShared, head.Freshness.Seconds));
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("APPLICATION/JSON;charset=\"UTF-8\"", true)]
    [InlineData("application/vnd.shop+json", true)]
    [InlineData("application/json; charset=iso-8859-1", false)]
    [InlineData("text/html", false)]
    [InlineData("application/jsonp", false)]
    [InlineData("", false)]
    public void Only_json_in_utf8_is_json(string type, bool isJson) => Assert.Equal(isJson, Parse("HTTP/1.1 200 OK", $"Content-Type: {type}").IsPlainJson);

    [Fact]
    public void Two_types_and_a_coding_are_no_json()
    {
        Assert.False(Parse("HTTP/1.1 200 OK", "Content-Type: application/json", "Content-Type: text/html").IsPlainJson);
        Assert.False(Parse("HTTP/1.1 200 OK", "Content-Encoding: gzip", "Content-Type: application/json").IsPlainJson);
    }

    [Theory]
    [InlineData("HTTP/1.1 200", true)]
    [InlineData("HTTP/1.1 200 ", true)]
    [InlineData("HTTP/1.0 200 OK", false)]
    public void The_words_of_a_status_may_be_missing_and_the_old_version_keeps_no_connection(string line, bool keepsAlive) =>
        Assert.Equal((200, keepsAlive), (Parse(line).Status, Parse(line).KeepsAlive));

    [Theory]
    [InlineData("close")]
    [InlineData("Keep-Alive , CLOSE")]
    public void A_service_may_ask_for_the_end_of_the_connection(string value) => Assert.False(Parse("HTTP/1.1 200 OK", $"Connection: {value}").KeepsAlive);

    [Theory]
    [InlineData("HTTP/2 200 OK")]
    [InlineData("HTTP/1.1  200 OK")]
    [InlineData("HTTP/1.1 20 OK")]
    [InlineData("HTTP/1.1 2000 OK")]
    [InlineData("HTTP/1.1 -20 OK")]
    [InlineData("HTTP/1.1 000 OK")]
    [InlineData("http/1.1 200 OK")]
    [InlineData("HTTP/1.1 200 O\u0001K")]
    [InlineData("{\"poison\":1}")]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 1", "Content-Length: 1")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 1, 1")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: +1")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: -1")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 0x1")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 9999999999999999999")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length:")]
    [InlineData("HTTP/1.1 200 OK", "Content-Length: 1", "Transfer-Encoding: chunked")]
    [InlineData("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked")]
    [InlineData("HTTP/1.1 200 OK", "Transfer-Encoding: gzip, chunked")]
    [InlineData("HTTP/1.1 200 OK", "Transfer-Encoding: identity")]
    [InlineData("HTTP/1.0 200 OK", "Transfer-Encoding: chunked")]
    [InlineData("HTTP/1.1 200 OK", "Name : value")]
    [InlineData("HTTP/1.1 200 OK", " folded: value")]
    [InlineData("HTTP/1.1 200 OK", "X: 1", "\tfolded")]
    [InlineData("HTTP/1.1 200 OK", "no colon")]
    [InlineData("HTTP/1.1 200 OK", ": value")]
    [InlineData("HTTP/1.1 200 OK", "X: a\nContent-Length: 5")]
    [InlineData("HTTP/1.1 200 OK", "X: a\rb")]
    [InlineData("HTTP/1.1 200 OK", "X: \0")]
    [InlineData("HTTP/1.1 200 OK", "X\u00e9: 1")]
    public void What_could_be_read_in_two_ways_is_refused(params string[] lines) =>
        Assert.Equal(WireFault.Malformed, Assert.Throws<WireException>(() => Parse(lines)).Fault);

    [Fact]
    public void Headers_are_bounded()
    {
        string[] most = ["HTTP/1.1 200 OK", .. Enumerable.Repeat("X: 1", ResponseHead.HeadersMax)];

        Assert.Equal(200, Parse(most).Status);
        Assert.Throws<WireException>(() => Parse([.. most, "X: 1"]));
    }

    private static ResponseHead Parse(params string[] lines) => ResponseHead.Parse(Encoding.Latin1.GetBytes(string.Concat(lines.Select(line => $"{line}\r\n"))));
}
