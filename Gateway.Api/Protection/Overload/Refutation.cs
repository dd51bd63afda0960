namespace Gateway.Api.Protection.Overload;

/// <summary>
/// A latency that looked like that of a line, until a trial has shown none. On a machine that is full calls take as long again and again, and each further trial
/// would refuse calls for nothing.
/// </summary>
/// <param name="ms">What a call took at the upstream, ms.</param>
/// <param name="at">When the trial ended.</param>
/// <param name="time">The clock.</param>
internal sealed class Refutation(double ms, long at, TimeProvider time)
{
    /// <summary>Latency over that one from which on the trial says nothing any more.</summary>
    private const double Graver = 1.5;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <summary>Whether calls that take so long, ms, are no reason for another trial.</summary>
    public bool Covers(double tookMs) => tookMs <= ms * Graver && time.GetElapsedTime(at) < Longest;
}
