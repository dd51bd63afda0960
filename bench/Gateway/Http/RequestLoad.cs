using System.Diagnostics;
using System.Net.Sockets;
using Bench.Lab.Load;

namespace Bench.Gateway.Http;

/// <summary>Many clients of one server; their connections stay open from one stretch to the next.</summary>
/// <param name="server">Where.</param>
/// <param name="requests">What.</param>
/// <param name="bodyBytesMin">A whole answer is not shorter: a shorter one lacks a part, and counts as failed.</param>
internal sealed class RequestLoad(Uri server, RequestBytes requests, long bodyBytesMin) : IDisposable
{
    /// <summary>Calls under way at the same time at most, each on a connection of its own; below what the gateway admits.</summary>
    private const int UnderWayMax = 1_500;

    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(5);

    private readonly OpenConnections connections = new(server, CallPatience);

    /// <summary>
    /// Calls at a fixed rate, whether or not earlier ones have ended. Answers that come later than <paramref name="duration"/> and
    /// <paramref name="allowance"/> count as done, not for the rate that was reached.
    /// </summary>
    /// <param name="perSecond">Calls that are due per second.</param>
    /// <param name="duration">How long calls become due.</param>
    /// <param name="allowance">What one answer takes at the least.</param>
    /// <param name="latencies">Note each call, from the moment at which it was due.</param>
    /// <param name="cancellationToken">Ends the stretch; what it counted is not to be used.</param>
    public async Task<LoadOutcome> OpenAsync(
        double perSecond, TimeSpan duration, TimeSpan allowance, IReadOnlyList<LatencyRecorder> latencies, CancellationToken cancellationToken)
    {
        // A server that cannot keep up would stretch the stretch: what is due later is not begun.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(duration + allowance);
        var tally = new Tally(Stopwatch.GetTimestamp(), duration + allowance, latencies);
        var loop = await OpenLoop.RunAsync(perSecond, duration, UnderWayMax, due => CallAsync(due, tally), limit.Token, beginsAtOnce: true);
        cancellationToken.ThrowIfCancellationRequested();
        return tally.Outcome(duration, loop.Unfinished, loop.LatestMs);
    }

    /// <summary>As many calls as <paramref name="connections"/> clients make that ask again as soon as they have their answer.</summary>
    /// <param name="connections">Clients.</param>
    /// <param name="duration">How long they ask.</param>
    /// <param name="latencies">Note each call.</param>
    /// <param name="cancellationToken">Ends the stretch; what it counted is not to be used.</param>
    public async Task<LoadOutcome> ClosedAsync(
        int connections, TimeSpan duration, IReadOnlyList<LatencyRecorder> latencies, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var tally = new Tally(began, duration, latencies);
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(AskOnAsync, CancellationToken.None)));
        cancellationToken.ThrowIfCancellationRequested();
        return tally.Outcome(duration, unfinished: 0, latestMs: 0);

        async Task AskOnAsync()
        {
            while (Stopwatch.GetElapsedTime(began) < duration && !cancellationToken.IsCancellationRequested)
            {
                await CallAsync(Stopwatch.GetTimestamp(), tally);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connections.Dispose();

    private async Task CallAsync(long due, Tally tally)
    {
        HttpConnection? connection = null;
        try
        {
            connection = await connections.TakeAsync();
            await connections.AskAsync(connection, requests);
            tally.Count(due, Fault(connection.Answer));
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidDataException or OperationCanceledException)
        {
            tally.Count(due, exception is OperationCanceledException ? $"no answer within {CallPatience.TotalSeconds:0} s" : exception.Message);
        }
        finally
        {
            connections.Return(connection);
        }
    }

    private string? Fault(HttpAnswerReader answer) =>
        answer.Status != (requests.IsConditional ? 304 : 200) ? $"status {answer.Status}"
        : answer.IsPartial ? "a part is missing"
        : answer.BodyBytes < bodyBytesMin ? $"{answer.BodyBytes} of {bodyBytesMin} bytes"
        : null;
}
