using System.Reflection;

namespace Gateway.Api.Composition.Plans;

/// <summary>A rule that plans are checked by; ids are stable, sentences are for people.</summary>
internal sealed record PlanRule(string Id, Severity Severity, string Says);

/// <summary>Every rule. <c>GW0</c>: the plan is refused. <c>GW1</c>: it works, but probably not as meant.</summary>
internal static class PlanRules
{
    public static readonly PlanRule UnknownKey = Error("GW001", "A key that nobody reads.");
    public static readonly PlanRule ValueType = Error("GW002", "A value of another type than its key's.");
    public static readonly PlanRule Name = Error("GW003", "The name of a composition or part.");
    public static readonly PlanRule Path = Error("GW004", "The path of a composition.");
    public static readonly PlanRule SamePath = Error("GW005", "A path that something else answers already.");
    public static readonly PlanRule Access = Error("GW006", "Who may read a composition.");
    public static readonly PlanRule Time = Error("GW007", "A time out of its range.");
    public static readonly PlanRule Number = Error("GW008", "A number out of its range.");
    public static readonly PlanRule PartCount = Error("GW009", "Too few or too many parts.");
    public static readonly PlanRule ServiceName = Error("GW010", "The name of a service.");
    public static readonly PlanRule UnknownService = Error("GW011", "A service that the configuration does not know.");
    public static readonly PlanRule Template = Error("GW012", "The address of a part, or a value in it.");
    public static readonly PlanRule Cycle = Error("GW013", "Parts that wait for each other.");
    public static readonly PlanRule After = Error("GW014", "The part that a part waits for, and what it uses of it.");
    public static readonly PlanRule Condition = Error("GW015", "The condition of a part.");
    public static readonly PlanRule Collision = Error("GW016", "Two members of the same name.");
    public static readonly PlanRule Shape = Error("GW017", "What is picked, dropped and renamed.");
    public static readonly PlanRule Unreachable = Error("GW018", "A value that the other part's rules leave out.");
    public static readonly PlanRule Fallback = Error("GW019", "What stands in for a part.");
    public static readonly PlanRule Hedge = Error("GW020", "When a second call joins a slow one.");
    public static readonly PlanRule Cache = Error("GW021", "How long an answer is kept.");
    public static readonly PlanRule Vary = Error("GW022", "Headers that are passed on.");
    public static readonly PlanRule Each = Error("GW023", "A list join.");
    public static readonly PlanRule OnStatus = Error("GW024", "What a status means.");
    public static readonly PlanRule Method = Error("GW025", "The method of a composition and its ids.");

    public static readonly PlanRule NothingRequired = Warning("GW101", "No part is required: the answer is 200 even where every part is missing.");
    public static readonly PlanRule OverBudget = Warning("GW102", "Parts that wait for one another may take longer than the budget.");
    public static readonly PlanRule HedgeTooLate = Warning("GW103", "A hedge that begins when the part's time is over.");
    public static readonly PlanRule RequiredAfterOptional = Warning("GW104", "A required part that waits for an optional one makes that one required.");
    public static readonly PlanRule ClaimOfNobody = Warning("GW105", "A claim in a composition that is open to anonymous readers.");
    public static readonly PlanRule UnusedValue = Warning("GW106", "A value of the path that no part uses.");
    public static readonly PlanRule ManyCalls = Warning("GW107", "One request may cause more than 32 calls.");
    public static readonly PlanRule PersonalCache = Warning("GW108", "Kept answers that differ from user to user fill the cache.");

    /// <summary>All of them, in the order of their ids.</summary>
    public static IReadOnlyList<PlanRule> All { get; } =
        [.. typeof(PlanRules).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<PlanRule>().OrderBy(rule => rule.Id, StringComparer.Ordinal)];

    private static PlanRule Error(string id, string says) => new(id, Severity.Error, says);

    private static PlanRule Warning(string id, string says) => new(id, Severity.Warning, says);
}
