namespace Chat.Client.Tests.Conformance;

/// <summary>A clock that may be set wrong; its timers run as they should.</summary>
internal sealed class SlowClock : TimeProvider
{
    public TimeSpan Behind { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - Behind;
}
