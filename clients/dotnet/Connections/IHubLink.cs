namespace Chat.Client.Connections;

/// <summary>A connection as rooms and outbox use it: SignalR's, or a test's.</summary>
internal interface IHubLink
{
    /// <exception cref="ChatException">A refusal, or <c>connection-lost</c>.</exception>
    Task<T> InvokeAsync<T>(string method, object?[] arguments, CancellationToken cancellationToken);

    /// <exception cref="ChatException">A refusal, or <c>connection-lost</c>.</exception>
    Task InvokeAsync(string method, object?[] arguments, CancellationToken cancellationToken);
}

/// <summary>Gives the connection that serves at the moment, and waits where there is none.</summary>
internal interface ILinks
{
    /// <summary>True where there will be no connection any more.</summary>
    bool HasEnded { get; }

    /// <exception cref="ChatException">The client was stopped for good.</exception>
    Task<IHubLink> LinkAsync(CancellationToken cancellationToken);
}
