namespace Gateway.Api.Composition.Wire;

/// <summary>An answer whose head is there and whose body waits in the connection. Whoever has it gives the connection back by disposing of it.</summary>
/// <param name="host">Whose connection it is.</param>
/// <param name="connection">The connection.</param>
/// <param name="clock">What ends it when the call's time is over.</param>
/// <param name="opening">Ticks of the clock's timestamps in which its connection was opened; 0 where it was there.</param>
internal readonly struct WireAnswer(WireHost host, WireConnection connection, CancellationTokenRegistration clock, long opening) : IDisposable
{
    private readonly CancellationTokenRegistration clock = clock;

    public ResponseHead Head => connection.Head;

    /// <summary>Part of the call's time in which its connection was opened, in ticks of the clock's timestamps: no matter of how much the service has to do.</summary>
    public long Opening => opening;

    /// <summary>The bytes of the body.</summary>
    public WireConnection Body => connection;

    public void Dispose()
    {
        // The clock first: it must not end a connection that is another call's already.
        clock.Dispose();
        host.Return(connection);
    }
}
