using System.Collections.Concurrent;

namespace Gateway.Api.Composition.Parts;

/// <summary>
/// Retries, hedges and replays to one service spend from one budget that its ordinary calls fill: when a service is in trouble,
/// help that would drown it is not sent. Counted in hundredths of a call.
/// </summary>
internal sealed class CallBudget
{
    private const int Call = 100;

    /// <summary>What a quiet service has in hand: ten extra calls.</summary>
    private const int Full = 10 * Call;

    private int saved = Full;

    /// <summary>An ordinary call adds its share.</summary>
    public void Earn(int percent)
    {
        // Read first: at the brim, which is the usual state, nobody writes.
        if (Volatile.Read(ref saved) < Full)
        {
            Interlocked.Add(ref saved, percent);
        }
    }

    /// <summary>Takes an extra call out of the budget, where there is one.</summary>
    public bool TrySpend()
    {
        if (Interlocked.Add(ref saved, -Call) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref saved, Call);
        return false;
    }

    /// <summary>An extra call that was paid for was not made.</summary>
    public void GiveBack() => Interlocked.Add(ref saved, Call);
}

/// <summary>The budget of each service; there are as many as plans and routes have ever named.</summary>
internal sealed class CallBudgets
{
    private readonly ConcurrentDictionary<string, CallBudget> budgets = new(StringComparer.Ordinal);

    public CallBudget Of(string service) => budgets.GetOrAdd(service, static _ => new());
}
