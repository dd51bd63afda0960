using Gateway.Api.Composition;

namespace GatewayModel;

/// <summary>What becomes of one call with its replay and retries.</summary>
internal sealed class ReferenceCall(ModelPart part, Func<int> nextCall)
{
    public (Outcome Outcome, string? CacheControl) Run()
    {
        var (outcome, mayPass, control) = Attempt(isFirst: true);
        for (var retry = 0; retry < part.Retries && mayPass; retry++)
        {
            (outcome, mayPass, control) = Attempt(isFirst: false);
        }

        return (Shaped(outcome), control);
    }

    private (Outcome Outcome, bool MayPass, string? CacheControl) Attempt(bool isFirst)
    {
        var behaviour = Next();
        if (isFirst && behaviour.Deed == Deed.LostBeforeAnswer)
        {
            behaviour = Next();
        }

        var (outcome, mayPass) = Of(behaviour);
        return (outcome, mayPass, behaviour.CacheControl);
    }

    private Behaviour Next() => part.Script[Math.Min(nextCall(), part.Script.Length - 1)];

    private (Outcome Outcome, bool MayPass) Of(Behaviour behaviour) => behaviour.Deed switch
    {
        Deed.Json => (new(behaviour.Json, null), false),
        Deed.NotFound => OfStatus(404, PartReasons.NotFound, false),
        Deed.Gone => OfStatus(410, PartReasons.BadStatus, false),
        Deed.ServerError => OfStatus(500, PartReasons.BadStatus, true),
        Deed.Unavailable => OfStatus(503, PartReasons.BadStatus, true),
        Deed.NoContent or Deed.EmptyBody => (new(null, PartReasons.Empty), false),
        Deed.Html => (new(null, PartReasons.WrongContentType), false),
        Deed.CutShort or Deed.Trailing or Deed.NotUtf8 or Deed.ByteOrderMark => (new(null, PartReasons.NotJson), false),
        Deed.TooLarge => (new(null, PartReasons.TooLarge), false),
        Deed.Refused => (new(null, PartReasons.Unreachable), true),
        Deed.LostBeforeAnswer or Deed.LostInBody => (new(null, PartReasons.Interrupted), true),
        _ => (new(null, PartReasons.Timeout), false),
    };

    private (Outcome Outcome, bool MayPass) OfStatus(int status, string reason, bool mayPass) => part.OnStatus.GetValueOrDefault($"{status}") switch
    {
        "null" => (new("null", null, IsFromStatus: true), false),
        "skip" => (Outcome.NotWanted, false),
        "not-found" => (new(null, PartReasons.NotFound), false),
        "failed" => (new(null, PartReasons.BadStatus), mayPass),
        "pass" => (new(null, PartReasons.BadStatus, Pass: status), false),
        _ => (new(null, reason), mayPass),
    };

    private Outcome Shaped(Outcome outcome)
    {
        if (outcome.Body is null)
        {
            return outcome;
        }

        var value = Canonical.Parse(outcome.Body);
        if ((part.Into == "." && value.ValueKind != System.Text.Json.JsonValueKind.Object)
            || (part.Each is not null && value.ValueKind is not (System.Text.Json.JsonValueKind.Object or System.Text.Json.JsonValueKind.Array)))
        {
            return new(null, PartReasons.WrongShape);
        }

        return outcome with { Body = new ReferenceShape(part.Pick, part.Drop, part.Rename).Apply(value) };
    }
}
