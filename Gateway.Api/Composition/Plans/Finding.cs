namespace Gateway.Api.Composition.Plans;

/// <summary>A mistake that keeps a plan from being taken, or what a reader of the plan should know.</summary>
internal enum Severity
{
    Warning,
    Error,
}

/// <summary>One thing that is wrong in a plan.</summary>
/// <param name="Rule">Which rule, one of <see cref="PlanRules"/>.</param>
/// <param name="Key">Where: <c>Gateway:Compositions:product:Path</c>.</param>
/// <param name="Message">One line with key, value and what is allowed.</param>
internal sealed record Finding(PlanRule Rule, string Key, string Message)
{
    public bool IsError => Rule.Severity == Severity.Error;
}

/// <summary>Collects findings, all of them: whoever mends a plan wants to see every mistake at once.</summary>
internal sealed class Findings
{
    private readonly List<Finding> all = [];

    public IReadOnlyList<Finding> All => all;

    public bool HasErrors => all.Exists(finding => finding.IsError);

    /// <summary>Adds a finding unless <paramref name="isGood"/>; answers <paramref name="isGood"/>.</summary>
    public bool Check(bool isGood, PlanRule rule, string key, string? value, string allowed)
    {
        if (!isGood)
        {
            all.Add(new(rule, key, $"{key} is {(value is null ? "missing" : $"'{value}'")}; allowed: {allowed}."));
        }

        return isGood;
    }

    public void Say(PlanRule rule, string key, string message) => all.Add(new(rule, key, message));
}
