using System.Text;
using Chat.Api.Messages;

namespace Chat.Api.Tests;

/// <summary>How an entry lies in Redis.</summary>
public sealed class LogCodecTests
{
    private static readonly EntryBody Body = new()
    {
        Kind = EntryKinds.Message,
        Id = Guid.Parse("01a2197e-be73-7034-893d-6703d22ed447"),
        Sender = "ann",
        SentAt = new(2026, 11, 26, 20, 0, 0, DateTimeKind.Utc),
        Text = "hello",
        ClientMessageId = Guid.Parse("01a2197e-be74-7dda-a9eb-f551d47538fa"),
        Mentions = ["bob"],
    };

    [Fact]
    public void An_entry_comes_back_as_it_was_written_and_its_place_is_read_without_it()
    {
        byte[] payload = [.. "3 41 7 12\n"u8, .. LogCodec.Encode(Body)];

        var decoded = LogCodec.Decode("lobby", payload);

        Assert.Equal((3, 41), LogCodec.Place(payload));
        Assert.Equal(7, decoded.Base);
        Assert.Equal(Body.Mentions, decoded.Entry.Mentions);
        Assert.Equal(Body.ToEntry("lobby", 3, 41, 12), decoded.Entry with { Mentions = Body.Mentions });
    }

    [Theory]
    [InlineData("3 41 7 12")]
    [InlineData("3 x 7 12\n{}")]
    [InlineData("3 41 7 12\nnull")]
    [InlineData("3 41 7 12\n{")]
    [InlineData("""3 41 7 12\n{"i":"01a2197e-be73-7034-893d-6703d22ed447","s":"ann","at":"2026-11-26T20:00:00Z","t":"no kind"}""")]
    [InlineData("""3 41 7 12\n{"k":"message","s":"ann","at":"2026-11-26T20:00:00Z","t":"no id"}""")]
    [InlineData("""3 41 7 12\n{"k":"message","i":"01a2197e-be73-7034-893d-6703d22ed447","at":"2026-11-26T20:00:00Z","t":"no sender"}""")]
    [InlineData("""3 41 7 12\n{"k":"message","i":"01a2197e-be73-7034-893d-6703d22ed447","s":"ann","t":"no time"}""")]
    public void What_is_no_entry_is_refused(string text) => Assert.Throws<FormatException>(
        () => LogCodec.Decode("lobby", Encoding.UTF8.GetBytes(text.Replace("\\n", "\n", StringComparison.Ordinal))));
}
