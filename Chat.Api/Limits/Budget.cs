namespace Chat.Api.Limits;

/// <summary>What somebody may spend: each of these has buckets of its own, even where the numbers are the same.</summary>
/// <param name="perPeriod">Tokens that come back in a period.</param>
/// <param name="burst">Tokens that a bucket holds.</param>
/// <param name="period">Default: 1 second.</param>
internal sealed class Budget(int perPeriod, int burst, TimeSpan? period = null)
{
    public int PerPeriod => perPeriod;

    public int Burst => burst;

    public TimeSpan Period { get; } = period ?? TimeSpan.FromSeconds(1);
}
