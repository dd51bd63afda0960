using System.Globalization;

namespace Bench.Chat;

/// <summary>
/// What a message of the load says: when it was due, in which stretch and from which node, padded to the length of a usual chat line.
/// All clients are of this process, so that sender and receiver share a clock.
/// </summary>
/// <param name="Stretch">Number of the stretch of measuring; messages of another one are not timed.</param>
/// <param name="Due">Moment at which it was due (<see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>).</param>
/// <param name="Client">Index of the sender.</param>
internal readonly record struct MessageStamp(int Stretch, long Due, int Client)
{
    /// <summary>Characters of every message.</summary>
    public const int Length = 100;

    private const char Separator = ' ';

    /// <summary>The stamp of a text that <see cref="ToString"/> made; <c>null</c> for any other text.</summary>
    public static MessageStamp? Parse(ReadOnlySpan<char> text)
    {
        Span<Range> parts = stackalloc Range[4];
        return text.Split(parts, Separator) == parts.Length
            && int.TryParse(text[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var stretch)
            && long.TryParse(text[parts[1]], NumberStyles.None, CultureInfo.InvariantCulture, out var due)
            && int.TryParse(text[parts[2]], NumberStyles.None, CultureInfo.InvariantCulture, out var client)
            ? new(stretch, due, client)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Stretch} {Due} {Client} ").PadRight(Length, 'x');
}
