namespace Gateway.Api.Composition.Wire;

/// <summary>An answer whose head is there and whose body waits in the connection. Whoever has it gives the connection back by disposing of it.</summary>
internal readonly struct WireAnswer(WireHost host, WireConnection connection, CancellationTokenRegistration clock) : IDisposable
{
    private readonly CancellationTokenRegistration clock = clock;

    public ResponseHead Head => connection.Head;

    /// <summary>The bytes of the body.</summary>
    public WireConnection Body => connection;

    public void Dispose()
    {
        // The clock first: it must not end a connection that is another call's already.
        clock.Dispose();
        host.Return(connection);
    }
}
