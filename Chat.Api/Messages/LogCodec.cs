using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Chat.Api.Messages;

/// <summary>
/// How an entry lies in Redis: "epoch sequence base ordinal\n" as the script writes it, then the body as JSON. The base is
/// the sequence that the epoch began after.
/// </summary>
internal static class LogCodec
{
    private const byte Separator = (byte)'\n';

    /// <summary>
    /// Only nodes read what lies in Redis, and it is never a part of a page: what is escaped for the sake of HTML, and all but ASCII, would
    /// make six bytes of one or two, on every way to every node, and count as such for clients that read slowly.
    /// </summary>
    private static readonly JavaScriptEncoder Plain = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    private static readonly EntryJson Json = new(new(EntryJson.Default.Options) { Encoder = Plain });

    public static byte[] Encode(EntryBody body) => JsonSerializer.SerializeToUtf8Bytes(body, Json.EntryBody);

    /// <summary>How many bytes the text takes in an entry.</summary>
    public static int Bytes(string text) => JsonEncodedText.Encode(text, Plain).EncodedUtf8Bytes.Length;

    /// <summary>Where an entry stands, without reading what it says.</summary>
    /// <exception cref="FormatException">The bytes are not an entry.</exception>
    public static (long Epoch, long Sequence) Place(ReadOnlySpan<byte> payload) => (Number(ref payload), Number(ref payload));

    /// <exception cref="FormatException">The bytes are not an entry.</exception>
    public static Sequenced Decode(string room, ReadOnlySpan<byte> payload)
    {
        var end = payload.IndexOf(Separator);
        if (end < 0)
        {
            throw new FormatException("An entry of the log has no header.");
        }

        var header = payload[..end];
        var epoch = Number(ref header);
        var sequence = Number(ref header);
        var origin = Number(ref header);
        var ordinal = Number(ref header);
        var body = Body(payload[(end + 1)..]);
        return new(body.ToEntry(room, epoch, sequence, ordinal), origin, payload.Length, body.Trace);
    }

    private static EntryBody Body(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, EntryJson.Default.EntryBody) is { Kind: not null, Sender: not null } body
                && body.Id != default && body.SentAt != default
                ? body
                : throw new FormatException("The body of an entry of the log lacks its kind, id, sender or time.");
        }
        catch (JsonException exception)
        {
            throw new FormatException("An entry of the log has no readable body.", exception);
        }
    }

    private static long Number(ref ReadOnlySpan<byte> header)
    {
        if (!Utf8Parser.TryParse(header, out long number, out var consumed))
        {
            throw new FormatException("An entry of the log has a malformed header.");
        }

        header = consumed < header.Length ? header[(consumed + 1)..] : default;
        return number;
    }
}

/// <summary>An entry with its place.</summary>
/// <param name="Entry">As clients get it.</param>
/// <param name="Base">Sequence that the entry's epoch began after: its first entry is <c>Base + 1</c>.</param>
/// <param name="Bytes">Size of the entry, for bounds.</param>
/// <param name="Trace">What <see cref="EntryTrace"/> made of the append's span; null where nobody records it.</param>
/// <param name="IsOwn">This node has appended it.</param>
internal sealed record Sequenced(LogEntry Entry, long Base, int Bytes, string? Trace = null, bool IsOwn = false);

/// <summary>The part of an entry that is known before it has a place.</summary>
/// <remarks>
/// Every node reads it for every message. What must be there is checked by <see cref="LogCodec"/>: for members that are required or set
/// only once the serialiser gathers all values in boxes before it makes the object, which takes more memory than the entry itself.
/// </remarks>
internal sealed record EntryBody
{
    [JsonPropertyName("k")]
    public string Kind { get; set; } = null!;

    [JsonPropertyName("i")]
    public Guid Id { get; set; }

    [JsonPropertyName("s")]
    public string Sender { get; set; } = null!;

    /// <summary>UTC, whole milliseconds.</summary>
    [JsonPropertyName("at")]
    public DateTime SentAt { get; set; }

    [JsonPropertyName("t")]
    public string? Text { get; set; }

    [JsonPropertyName("c")]
    public Guid? ClientMessageId { get; set; }

    [JsonPropertyName("r")]
    public Guid? ReplyTo { get; set; }

    [JsonPropertyName("a")]
    public IReadOnlyList<Attachment>? Attachments { get; set; }

    [JsonPropertyName("m")]
    public IReadOnlyList<string>? Mentions { get; set; }

    [JsonPropertyName("e")]
    public string? Emoji { get; set; }

    [JsonPropertyName("o")]
    public bool? On { get; set; }

    /// <summary>Travels with the entry through Redis and is not stored.</summary>
    [JsonPropertyName("w")]
    public string? Trace { get; set; }

    public LogEntry ToEntry(string room, long epoch, long sequence, long ordinal) => new()
    {
        Room = room,
        Epoch = epoch,
        Sequence = sequence,
        Ordinal = ordinal,
        Kind = Kind,
        Id = Id,
        Sender = Sender,
        SentAt = SentAt,
        Text = Text,
        ClientMessageId = ClientMessageId,
        ReplyTo = ReplyTo,
        Attachments = Attachments,
        Mentions = Mentions,
        Emoji = Emoji,
        On = On,
    };
}

// What is stored goes out to webhooks as it is: names are those of the contract. Entries that were stored before they were so are read too.
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(EntryBody))]
[JsonSerializable(typeof(EntryDetails))]
internal sealed partial class EntryJson : JsonSerializerContext;

/// <summary>What an entry holds beside its text, as the column <c>details</c> keeps it.</summary>
internal sealed record EntryDetails
{
    [JsonPropertyName("replyTo")]
    public Guid? ReplyTo { get; init; }

    [JsonPropertyName("attachments")]
    public IReadOnlyList<Attachment>? Attachments { get; init; }

    [JsonPropertyName("mentions")]
    public IReadOnlyList<string>? Mentions { get; init; }

    [JsonPropertyName("emoji")]
    public string? Emoji { get; init; }

    [JsonPropertyName("on")]
    public bool? On { get; init; }

    /// <summary>JSON, or null where the entry is text alone.</summary>
    public static string? Of(LogEntry entry) =>
        entry is { ReplyTo: null, Attachments: null, Mentions: null, Emoji: null, On: null } ? null
            : System.Text.Json.JsonSerializer.Serialize(
                new EntryDetails
                {
                    ReplyTo = entry.ReplyTo,
                    Attachments = entry.Attachments,
                    Mentions = entry.Mentions,
                    Emoji = entry.Emoji,
                    On = entry.On,
                },
                EntryJson.Default.EntryDetails);
}
