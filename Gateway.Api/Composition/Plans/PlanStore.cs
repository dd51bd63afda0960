using Gateway.Api.Composition.Parts;
using Microsoft.Extensions.Primitives;

namespace Gateway.Api.Composition.Plans;

/// <summary>
/// Holds the plan in force. A reload of the configuration compiles a new one and swaps it in whole; requests in flight keep
/// theirs. A wrong one is logged, and the old one stays.
/// </summary>
internal sealed partial class PlanStore : IDisposable
{
    private readonly IConfiguration configuration;
    private readonly ILogger<PlanStore> logger;
    private readonly IDisposable subscription;
    private readonly Lock exclusive = new();
    private CancellationTokenSource changed = new();
    private string seen;

    public PlanStore(IConfiguration configuration, ILogger<PlanStore> logger)
    {
        this.configuration = configuration;
        this.logger = logger;
        seen = Snapshot();
        Current = PlanReader.Read(configuration, Budgets).Plan;
        subscription = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public Plan Current { get; private set; }

    /// <summary>Kept through reloads: a new plan must not refill what a service in trouble has used up.</summary>
    public CallBudgets Budgets { get; } = new();

    /// <summary>Fires once, when <see cref="Current"/> is replaced.</summary>
    public IChangeToken GetChangeToken()
    {
        lock (exclusive)
        {
            return new CancellationChangeToken(changed.Token);
        }
    }

    public void Dispose()
    {
        subscription.Dispose();
        changed.Dispose();
    }

    private void Reload()
    {
        CancellationTokenSource previous;
        lock (exclusive)
        {
            // Any file of the configuration raises the token, often twice: only another text is another plan.
            var text = Snapshot();
            if (text == seen)
            {
                return;
            }

            seen = text;
            if (TryRead() is not { } plan)
            {
                return;
            }

            Current = plan;
            (previous, changed) = (changed, new());
        }

        Log.PlanReplaced(logger, Current.Routes.Count);
        previous.Cancel();
        previous.Dispose();
    }

    private Plan? TryRead()
    {
        var reading = PlanReader.Read(configuration, Budgets);
        foreach (var failure in reading.Errors)
        {
            Log.ReloadRefused(logger, failure);
        }

        return reading.IsGood ? reading.Plan : null;
    }

    /// <summary>What a plan is made of: its own section, and the names and routes that it must fit to.</summary>
    private string Snapshot() => string.Join('\n', new[] { PlanReader.Section, "services", "ReverseProxy" }
        .SelectMany(section => configuration.GetSection(section).AsEnumerable()).OrderBy(pair => pair.Key, StringComparer.Ordinal));
}
