using System.Runtime.CompilerServices;

namespace Gateway.Api.Proxy;

/// <summary>
/// A connection to a service that tells apart an end that comes in the place of an answer (<see cref="LostConnectionException"/>) from one
/// that comes within it. The framework's client sees an end only, and makes the request again by itself, up to three times, to the same
/// address, whatever its method: what was sent once must not be done four times, and a service in trouble must not be asked four times as much.
/// </summary>
/// <remarks>An idle connection that ends before anything was sent on it stays the matter of the client: it takes another.</remarks>
internal sealed class ExchangeStream(Stream inner) : PassedStream(inner)
{
    /// <summary>A request went out, and not a byte has come back.</summary>
    private volatile bool isAsked;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var reading = Inner.ReadAsync(buffer, cancellationToken);
        return reading.IsCompletedSuccessfully ? new(Checked(reading.Result, buffer.Length)) : EndAsync(reading, buffer.Length);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        isAsked |= IsHead(buffer.Span);
        var writing = Inner.WriteAsync(buffer, cancellationToken);
        return writing.IsCompletedSuccessfully ? default : EndAsync(writing);
    }

    /// <summary>Whether a request begins here: the client writes its head at once, and further writes are a body or the frames of a WebSocket.</summary>
    private static bool IsHead(ReadOnlySpan<byte> written) =>
        written.StartsWith("GET "u8) || written.StartsWith("HEAD "u8) || written.StartsWith("POST "u8) || written.StartsWith("PUT "u8)
        || written.StartsWith("DELETE "u8) || written.StartsWith("PATCH "u8) || written.StartsWith("OPTIONS "u8);

    private int Checked(int read, int wanted)
    {
        if (read > 0)
        {
            isAsked = false;
        }
        else if (isAsked && wanted > 0)
        {
            throw new LostConnectionException(null);
        }

        return read;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> EndAsync(ValueTask<int> reading, int wanted)
    {
        try
        {
            return Checked(await reading, wanted);
        }
        catch (IOException exception) when (isAsked && exception is not LostConnectionException)
        {
            throw new LostConnectionException(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask EndAsync(ValueTask writing)
    {
        try
        {
            await writing;
        }
        catch (IOException exception) when (isAsked)
        {
            throw new LostConnectionException(exception);
        }
    }
}

/// <summary>A connection died after a request went out and before a byte of its answer came.</summary>
/// <param name="inner">How; null: it ended in order.</param>
internal sealed class LostConnectionException(Exception? inner) : IOException("The connection ended before the answer.", inner);
