using Microsoft.Extensions.Options;

namespace Webhooks;

/// <summary>How webhooks are sent and kept (<c>Webhooks</c>).</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// Key that secrets are sealed with, 32 bytes in base64. Default: none, then a key is made once and kept in the database:
    /// whoever reads the whole database reads the secrets.
    /// </summary>
    public string? EncryptionKey { get; set; }

    /// <summary>Key that was used before; what it sealed can still be opened. Default: none.</summary>
    public string? PreviousEncryptionKey { get; set; }

    /// <summary>How often it is looked for events to deliver. Default: 1 second.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time that one attempt may take, connecting included. Default: 5 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Endpoints that a node serves at the same time. Default: 8.</summary>
    public int Concurrency { get; set; } = 8;

    /// <summary>Attempts of a delivery before it is dead. Default: 8.</summary>
    public int AttemptsMax { get; set; } = 8;

    /// <summary>Pause before the second attempt; each later one is three times as long, give or take a fifth. Default: 10 seconds.</summary>
    public TimeSpan RetryFirst { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest pause between two attempts. Default: 6 hours.</summary>
    public TimeSpan RetryMax { get; set; } = TimeSpan.FromHours(6);

    /// <summary>A delivery that is older is tried no more, and dead within about a minute, however few its attempts. Default: 1 day.</summary>
    public TimeSpan AgeMax { get; set; } = TimeSpan.FromDays(1);

    /// <summary>
    /// Most deliveries that wait for an endpoint; of more the oldest are dead. This is looked after once a minute: until then as
    /// many wait besides as events have come in that minute. Default: 10,000.
    /// </summary>
    public int WaitingMax { get; set; } = 10_000;

    /// <summary>An endpoint that has done nothing but fail for so long is disabled. Default: 3 days.</summary>
    public TimeSpan DisableAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long dead deliveries are kept. Default: 7 days.</summary>
    public TimeSpan DeadAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Most dead deliveries that are kept of an endpoint; the oldest go. Default: 1,000.</summary>
    public int DeadMax { get; set; } = 1_000;

    /// <summary>Most endpoints of a scope. Default: 10.</summary>
    public int EndpointsPerScope { get; set; } = 10;
}

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        List<string> failures = [];
        // The value is a secret: it is not said.
        Check("EncryptionKey", "not such a key", SecretBox.IsKey(options.EncryptionKey), "32 bytes in base64");
        Check("PreviousEncryptionKey", "not such a key", SecretBox.IsKey(options.PreviousEncryptionKey), "32 bytes in base64");
        Range("Interval", options.Interval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        Range("Timeout", options.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        Check("Concurrency", options.Concurrency, options.Concurrency is >= 1 and <= 256, "1 to 256");
        Check("AttemptsMax", options.AttemptsMax, options.AttemptsMax is >= 1 and <= 100, "1 to 100");
        Range("RetryFirst", options.RetryFirst, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1));
        Range("RetryMax", options.RetryMax, options.RetryFirst, TimeSpan.FromDays(1));
        Range("AgeMax", options.AgeMax, TimeSpan.FromSeconds(1), Month);
        Check("WaitingMax", options.WaitingMax, options.WaitingMax is >= 1 and <= 100_000, "1 to 100000");
        Range("DisableAfter", options.DisableAfter, TimeSpan.FromSeconds(1), Month);
        Range("DeadAge", options.DeadAge, TimeSpan.FromMinutes(1), 12 * Month);
        Check("DeadMax", options.DeadMax, options.DeadMax is >= 1 and <= 100_000, "1 to 100000");
        Check("EndpointsPerScope", options.EndpointsPerScope, options.EndpointsPerScope is >= 1 and <= 1_000, "1 to 1000");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Range(string key, TimeSpan value, TimeSpan least, TimeSpan most) => Check(key, value, value >= least && value <= most, $"{least} to {most}");

        void Check(string key, object value, bool holds, string allowed)
        {
            if (!holds)
            {
                failures.Add($"Webhooks:{key} is {value}; allowed: {allowed}.");
            }
        }
    }
}
