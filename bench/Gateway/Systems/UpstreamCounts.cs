using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Gateway.Systems;

/// <param name="Calls">Calls since the start.</param>
/// <param name="InFlight">Calls that are being answered.</param>
internal sealed partial record UpstreamCounts(long Calls, long InFlight)
{
    /// <summary>Reads what nginx writes for <c>stub_status</c>.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static UpstreamCounts Parse(string text)
    {
        var match = Status().Match(text);
        return match.Success
            ? new(long.Parse(match.Groups["calls"].Value, CultureInfo.InvariantCulture), long.Parse(match.Groups["writing"].Value, CultureInfo.InvariantCulture))
            : throw new FormatException($"This is not the status of nginx: {text}");
    }

    // Active connections: 3
    // server accepts handled requests
    //  9 9 27
    // Reading: 0 Writing: 3 Waiting: 0
    [GeneratedRegex(@"requests\s+\d+ \d+ (?<calls>\d+)\s+Reading: \d+ Writing: (?<writing>\d+)")]
    private static partial Regex Status();
}
