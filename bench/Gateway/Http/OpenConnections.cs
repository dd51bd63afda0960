using System.Collections.Concurrent;

namespace Bench.Gateway.Http;

/// <summary>Connections to one server that stay open between the calls of many clients; each carries one call at a time.</summary>
/// <param name="server">Where.</param>
/// <param name="patience">How long a connection, and then its answer, is waited for.</param>
internal sealed class OpenConnections(Uri server, TimeSpan patience) : IDisposable
{
    private readonly ConcurrentStack<HttpConnection> idle = new();

    /// <summary>One that nobody else uses: the last that was given back, else a new one.</summary>
    public ValueTask<HttpConnection> TakeAsync() => idle.TryPop(out var open) ? new(open) : new(HttpConnection.OpenAsync(server, patience));

    /// <summary>Asks by <paramref name="connection"/>, whose answer is then there to its end.</summary>
    public Task AskAsync(HttpConnection connection, RequestBytes requests) => connection.GetAsync(requests, patience);

    /// <summary>Gives one back. In the middle of an answer it is of no further use.</summary>
    public void Return(HttpConnection? connection)
    {
        if (connection is { MayCarryAnother: true })
        {
            idle.Push(connection);
        }
        else
        {
            connection?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var connection in idle)
        {
            connection.Dispose();
        }

        idle.Clear();
    }
}
