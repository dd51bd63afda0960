using Chat.Client.Connections;

namespace Chat.Client.Tests.Fakes;

/// <summary>A service of one function, and no network.</summary>
internal sealed class FakeLinks : ILinks, IHubLink
{
    private readonly Lock exclusive = new();
    private readonly List<(string Method, object?[] Arguments)> calls = [];

    /// <summary>Answers a call, or throws what the service would refuse it with.</summary>
    public required Func<string, object?[], object?> Answer { get; set; }

    public bool HasEnded { get; set; }

    public IReadOnlyList<(string Method, object?[] Arguments)> Calls
    {
        get
        {
            lock (exclusive)
            {
                return [.. calls];
            }
        }
    }

    public Task<IHubLink> LinkAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IHubLink>(this);
    }

    public async Task<T> InvokeAsync<T>(string method, object?[] arguments, CancellationToken cancellationToken)
    {
        await Task.Yield();
        lock (exclusive)
        {
            calls.Add((method, arguments));
        }

        return (T)Answer(method, arguments)!;
    }

    public Task InvokeAsync(string method, object?[] arguments, CancellationToken cancellationToken) =>
        InvokeAsync<object?>(method, arguments, cancellationToken);
}
