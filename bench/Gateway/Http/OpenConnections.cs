using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bench.Gateway.Http;

/// <summary>Connections to one server that stay open between the calls of many clients; each carries one call at a time.</summary>
/// <param name="server">Where.</param>
/// <param name="patience">How long a connection, and then its answer, is waited for.</param>
internal sealed class OpenConnections(Uri server, TimeSpan patience) : IDisposable
{
    /// <summary>As clients do: servers close what says nothing, and a call on its way to one that closes would be lost.</summary>
    private static readonly TimeSpan UnusedMax = TimeSpan.FromMinutes(1);

    private readonly ConcurrentStack<(HttpConnection Connection, long Since)> idle = new();

    /// <summary>One that nobody else uses: the last that was given back, else a new one.</summary>
    public ValueTask<HttpConnection> TakeAsync()
    {
        while (idle.TryPop(out var last))
        {
            if (Stopwatch.GetElapsedTime(last.Since) < UnusedMax)
            {
                return new(last.Connection);
            }

            last.Connection.Dispose();
        }

        return new(HttpConnection.OpenAsync(server, patience));
    }

    /// <summary>Asks by <paramref name="connection"/>, whose answer is then there to its end.</summary>
    public Task AskAsync(HttpConnection connection, RequestBytes requests) => connection.GetAsync(requests, patience);

    /// <summary>Gives one back. In the middle of an answer it is of no further use.</summary>
    public void Return(HttpConnection? connection)
    {
        if (connection is { MayCarryAnother: true })
        {
            idle.Push((connection, Stopwatch.GetTimestamp()));
        }
        else
        {
            connection?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (connection, _) in idle)
        {
            connection.Dispose();
        }

        idle.Clear();
    }
}
