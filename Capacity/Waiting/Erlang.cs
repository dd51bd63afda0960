namespace Capacity;

/// <summary>Erlang's formulas for a queue of Poisson arrivals before equal servers (M/M/c). Source: A. K. Erlang, 1917.</summary>
internal static class Erlang
{
    /// <summary>A term this small beside the sum no longer changes it.</summary>
    private const double Negligible = 1e-17;

    /// <summary>Where 1/B has come this far, nobody ever waits.</summary>
    private const double Endless = 1e300;

    /// <summary>
    /// Probability that an arrival must wait, 0 to 1: <c>C = B / (1 - ρ (1 - B))</c> with Erlang's B. One worked line: for 2 servers and a
    /// load of 1, <c>B = 0.2</c> and <c>C = 0.2 / (1 - 0.5 × 0.8) = 0.333</c>. 1 when the servers are not enough.
    /// </summary>
    public static double WaitProbability(int servers, double load)
    {
        if (load <= 0)
        {
            return 0;
        }

        if (load >= servers)
        {
            return 1;
        }

        // With 1/B instead of B nothing is subtracted from nearly the same: C = 1 / (1/B - ρ (1/B - 1)).
        var inverse = InverseLoss(servers, load);
        return inverse < Endless ? 1 / (inverse - (load / servers * (inverse - 1))) : 0;
    }

    /// <summary>
    /// <c>1/B = 1 + c/a + c(c-1)/a² + ...</c>, the recursion <c>1/B(c) = 1 + c/a × 1/B(c-1)</c> written out from its last step. All terms
    /// are positive, so thousands of servers lose no digit, and it ends after about as many terms as there are spare servers.
    /// </summary>
    private static double InverseLoss(int servers, double load)
    {
        var (sum, term) = (1.0, 1.0);
        for (var left = servers; left > 0 && sum < Endless; left--)
        {
            term *= left / load;
            sum += term;
            if (left < load && term < sum * Negligible)
            {
                break;
            }
        }

        return sum;
    }
}
