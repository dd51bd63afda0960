namespace Gateway.Api.Composition.Plans;

/// <summary>Bounds that more than one rule checks.</summary>
internal static class PlanLimits
{
    public const int RetriesMax = 3;
    public const int BytesMax = 16 * 1024 * 1024;
    public const int ExtraCallsPercentMax = 10;
    public static readonly TimeSpan BudgetMax = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan CacheMax = TimeSpan.FromDays(1);

    public static bool CheckTime(this Findings findings, string key, TimeSpan value, TimeSpan max) =>
        findings.Check(value > TimeSpan.Zero && value <= max, PlanRules.Time, key, $"{value}", $"above 0, at most {max}");

    public static bool CheckNumber(this Findings findings, string key, long value, long min, long max) =>
        findings.Check(value >= min && value <= max, PlanRules.Number, key, $"{value}", $"{min} to {max}");
}
