using System.Globalization;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Plans;

namespace Gateway.Api.Composition.Answers;

/// <summary><c>Cache-Control</c> of a complete answer: the strictest of its parts.</summary>
internal static class CacheHeader
{
    public const string NoStore = "no-store";

    public static string Of(ComposedRoute route, ReadOnlySpan<PartOutcome> parts)
    {
        var strictest = Freshness.Forever;
        foreach (ref readonly var part in parts)
        {
            strictest = part.IsNotWanted ? strictest : strictest.Strictest(part.Freshness);
        }

        if (!strictest.IsStored)
        {
            return NoStore;
        }

        var isPublic = strictest.IsShared && !route.IsPersonal;
        // Whoever keeps an answer of unknown age asks each time whether it still holds; the tag makes that cheap.
        return strictest is not { IsKnown: true, Seconds: > 0 } || strictest.Seconds == int.MaxValue
            ? isPublic ? "no-cache" : "private, no-cache"
            : string.Create(CultureInfo.InvariantCulture, $"{(isPublic ? "public" : "private")}, max-age={strictest.Seconds}");
    }
}
