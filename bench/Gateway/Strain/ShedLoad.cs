using System.Diagnostics;
using System.Net.Sockets;
using Bench.Gateway.Http;
using Bench.Lab.Load;

namespace Bench.Gateway.Strain;

/// <summary>An open loop that tells what was served from what was refused: both have a latency of their own.</summary>
/// <param name="server">Where.</param>
/// <param name="path">What; <c>{id}</c> is another of 900 products in every request.</param>
internal sealed class ShedLoad(Uri server, string path) : IDisposable
{
    private const int UnderWayMax = 4_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RequestBytes requests = new(server, path, digits: 3);
    private readonly OpenConnections connections = new(server, Patience);

    /// <summary>Calls at a fixed rate for <paramref name="duration"/>.</summary>
    public async Task<ShedOutcome> RunAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var outcome = new ShedOutcome(duration);
        var loop = await OpenLoop.RunAsync(perSecond, duration, UnderWayMax, due => CallAsync(due, outcome), cancellationToken, beginsAtOnce: true);
        cancellationToken.ThrowIfCancellationRequested();
        outcome.LatestMs = loop.LatestMs;
        return outcome;
    }

    /// <inheritdoc/>
    public void Dispose() => connections.Dispose();

    private async Task CallAsync(long due, ShedOutcome outcome)
    {
        HttpConnection? connection = null;
        try
        {
            connection = await connections.TakeAsync();
            var sent = Stopwatch.GetTimestamp();
            await connections.AskAsync(connection, requests);
            outcome.Note(due, sent, connection.Answer.Status);
        }
        catch (Exception exception) when (exception is SocketException or IOException or InvalidDataException or OperationCanceledException)
        {
            outcome.Broke(exception is OperationCanceledException ? "no answer" : exception.Message);
        }
        finally
        {
            connections.Return(connection);
        }
    }
}
