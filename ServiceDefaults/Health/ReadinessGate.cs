namespace ServiceDefaults.Health;

/// <summary>Closed by a service that begins to drain: <c>/health</c> turns unhealthy before anything else happens.</summary>
public sealed class ReadinessGate
{
    private volatile bool draining;

    /// <summary>True once <see cref="Close"/> was called.</summary>
    public bool IsDraining => draining;

    /// <summary>Takes the service out of rotation; there is no way back.</summary>
    public void Close() => draining = true;
}
