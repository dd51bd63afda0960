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

    /// <summary>Each is 3 bytes of UTF-8, or 1; of what is beyond the first 65,536 characters both halves are escaped.</summary>
    [Theory]
    [InlineData("\u6f22", 1)]
    [InlineData("\u0939", 1)]
    [InlineData("<", 1)]
    [InlineData("+", 1)]
    [InlineData("\"", 2)]
    [InlineData("\ud83d\ude00", 3)]
    public void The_longest_text_takes_in_an_entry_about_as_many_bytes_as_it_has(string character, int factor)
    {
        var text = string.Concat(Enumerable.Repeat(character, MessageText.BytesMax / Encoding.UTF8.GetByteCount(character)));
        Assert.InRange(LogCodec.Encode(Body with { Text = text }).Length, 4_000, (MessageText.BytesMax * factor) + 256);
    }

    /// <summary>As nodes write it that escape all but ASCII; in a rolling update both are read by both.</summary>
    [Fact]
    public void An_entry_that_was_written_with_escapes_is_read_as_well()
    {
        const string Text = "<b>\u00fc\u6f22\ud83d\ude00\"+'&";
        var escaped = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Body with { Text = Text }, EntryJson.Default.EntryBody);

        Assert.Contains("\\u6F22", Encoding.UTF8.GetString(escaped), StringComparison.Ordinal);
        Assert.Equal(Text, LogCodec.Decode("lobby", [.. "3 41 7 12\n"u8, .. escaped]).Entry.Text);
        Assert.Equal(Text, System.Text.Json.JsonSerializer.Deserialize(LogCodec.Encode(Body with { Text = Text }), EntryJson.Default.EntryBody)!.Text);
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
