using Microsoft.Extensions.Options;

namespace Chat.Api.Shedding;

/// <summary>
/// Lets so many joins go on at once; the others wait for their turn in order. A herd that comes back is let in at the pace of the stores
/// and of this node, instead of making every join so slow that all of them fail. One connection has one join under way: what waits is
/// bounded by the connections.
/// </summary>
internal sealed class JoinGate(IOptions<SheddingOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim free = new(options.Value.JoinsAtOnce);

    /// <summary>Runs the join when its turn has come.</summary>
    /// <exception cref="RefusedException"><c>too-busy</c> after <see cref="SheddingOptions.JoinPatience"/>.</exception>
    public async Task<T> EnterAsync<T>(Func<Task<T>> join, CancellationToken cancellationToken)
    {
        await WaitAsync(cancellationToken);
        try
        {
            return await join();
        }
        finally
        {
            free.Release();
        }
    }

    public void Dispose() => free.Dispose();

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (free.Wait(0, CancellationToken.None))
        {
            return;
        }

        using var limit = new CancellationTokenSource(options.Value.JoinPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await free.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new RefusedException(
                ErrorCodes.TooBusy, StatusCodes.Status429TooManyRequests, "Too many join at this moment; join again.", Again);
        }
    }
}
