using Gateway.Api.Composition;
using Gateway.Api.Composition.Plans;

namespace Gateway.Api.Protection.Breakers;

/// <summary>Services that a request would have called, had they not failed before it: for its access line.</summary>
internal sealed record OpenCircuits(string Services)
{
    public static void Note(HttpContext context, string service) => context.Features.Set(new OpenCircuits(service));

    /// <summary>Those of a composed answer; nothing where all were called.</summary>
    public static void Note(HttpContext context, ComposedRoute route, PartOutcome[] outcomes)
    {
        if (Array.Exists(outcomes, IsOpen))
        {
            Note(context, string.Join(' ', route.Parts.Where(part => IsOpen(outcomes[part.Index])).Select(part => part.Service).Distinct()));
        }
    }

    private static bool IsOpen(PartOutcome outcome) => outcome.Reason is PartReasons.CircuitOpen;
}
