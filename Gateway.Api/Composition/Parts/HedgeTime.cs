using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Api.Composition.Parts;

/// <summary>When a second call joins a slow one: after a time, or after a quantile of the part's own times.</summary>
internal sealed partial record HedgeTime(TimeSpan? Fixed, double Quantile)
{
    public static HedgeTime? Parse(string text)
    {
        if (QuantileText().Match(text) is { Success: true } match)
        {
            return new(null, double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) / 100);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero ? new(time, 0) : null;
    }

    // p50 to p99.9: a hedge below the median would double the load.
    [GeneratedRegex(@"^p([5-9][0-9](?:\.[0-9])?)$")]
    private static partial Regex QuantileText();
}
