using Bench.Gateway.Http;

namespace Bench.Gateway.Measuring;

/// <summary>One of those that are compared: a process that answers at an address, and what was measured of it.</summary>
/// <param name="name">Who, with the version where it is known.</param>
/// <param name="processId">Its process; children count with it.</param>
/// <param name="clients">Load on it.</param>
/// <param name="isCompiled">Whether it needs no warm-up but open connections.</param>
/// <param name="process">What ends with it; <c>null</c>: it is not the comparison's.</param>
internal sealed class Contender(string name, int processId, RequestLoad clients, bool isCompiled, IAsyncDisposable? process) : IAsyncDisposable
{
    public string Name => name;

    public int ProcessId => processId;

    public RequestLoad Clients => clients;

    public bool IsCompiled => isCompiled;

    /// <summary>Stretches at the rate that all are given; none where rates are not compared.</summary>
    public List<Stretch> AtRate { get; } = [];

    /// <summary>Stretches with clients that ask again at once.</summary>
    public List<Stretch> Saturated { get; } = [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        clients.Dispose();
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }
}
