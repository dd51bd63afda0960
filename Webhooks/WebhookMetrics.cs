using System.Diagnostics.Metrics;

namespace Webhooks;

/// <summary>The meter <c>Webhooks</c>.</summary>
internal sealed class WebhookMetrics
{
    private readonly Counter<long> attempts;
    private readonly Counter<long> dead;

    public WebhookMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Webhooks");
        attempts = meter.CreateCounter<long>("webhooks.attempts", "{attempt}", "Attempts to deliver an event, by outcome.");
        dead = meter.CreateCounter<long>("webhooks.dead", "{delivery}", "Deliveries that were given up.");
    }

    /// <param name="failure">Null where the receiver took it.</param>
    public void Attempted(string? failure) => attempts.Add(1, new KeyValuePair<string, object?>("webhooks.outcome", failure ?? "delivered"));

    public void Buried(int count) => dead.Add(count);
}
