using System.Globalization;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Plans;

namespace Gateway.Api.Composition.Answers;

/// <summary>
/// <c>price;dur=8.1;start=0.1;bytes=96, stock;dur=800.4;desc="timeout";start=0.1</c>: where the time went. Times are milliseconds, the
/// beginning counts from the request; bytes are those of the part as it stands in the answer. Then, where it is so: <c>fallback=1</c> (a
/// stand-in), <c>hedged=1</c> (a second call joined a slow one), <c>shared=1</c> (another request's call), <c>calls=2</c> (all that were sent).
/// </summary>
internal static class ServerTiming
{
    public static string Of(ComposedRoute route, ReadOnlySpan<PartOutcome> parts)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[512]);
        var isFirst = true;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Origin == PartOrigin.None)
            {
                continue;
            }

            text.AppendLiteral(isFirst ? "" : ", ");
            isFirst = false;
            text.AppendLiteral(route.Parts[i].Name);
            text.AppendLiteral(";dur=");
            Append(ref text, parts[i].Elapsed);
            if (Described(parts[i]) is { } description)
            {
                text.AppendLiteral(";desc=\"");
                text.AppendLiteral(description);
                text.AppendLiteral("\"");
            }

            text.AppendLiteral(";start=");
            Append(ref text, parts[i].Began);
            if (parts[i].HasBody)
            {
                text.AppendLiteral(";bytes=");
                text.AppendFormatted(parts[i].Body.Length);
            }

            text.AppendLiteral(Effort(parts[i]));
            if (parts[i].Calls > 1)
            {
                text.AppendLiteral(";calls=");
                text.AppendFormatted(parts[i].Calls);
            }
        }

        return text.ToStringAndClear();
    }

    /// <summary>Milliseconds with one digit, by whole numbers: ten of these are as dear as the check of two parts' JSON otherwise.</summary>
    private static void Append(ref DefaultInterpolatedStringHandler text, TimeSpan time)
    {
        var tenths = (long)Math.Round(time.TotalMilliseconds * 10, MidpointRounding.AwayFromZero);
        text.AppendFormatted(tenths / 10);
        text.AppendLiteral(".");
        text.AppendFormatted(tenths % 10);
    }

    /// <summary>What stands in for the answer, or how it came about. Values, since a description is shown in place of the name by some browsers.</summary>
    private static string Effort(in PartOutcome part) => part switch
    {
        { Origin: PartOrigin.Fallback } => ";fallback=1",
        { IsHedged: true } => ";hedged=1",
        { IsShared: true } => ";shared=1",
        _ => "",
    };

    private static string? Described(in PartOutcome part) => part.Reason ?? part.Origin switch
    {
        PartOrigin.Hit => "hit",
        PartOrigin.Stale => "stale",
        _ => null,
    };
}
