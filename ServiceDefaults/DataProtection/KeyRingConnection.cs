using StackExchange.Redis;

namespace ServiceDefaults.DataProtection;

/// <summary>
/// A connection of its own, made when the key ring is first read: that read blocks its thread, and must neither wait behind the
/// service's commands nor be refused with them while a connection is still being made.
/// </summary>
internal sealed class KeyRingConnection(string connectionString) : IDisposable
{
    /// <summary>The ring is first read while the service starts; without Redis the start goes on, and the next use tries again.</summary>
    private const int PatienceMilliseconds = 2_000;

    private readonly Lazy<ConnectionMultiplexer> connection = new(() =>
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ClientName = "data-protection";
        options.ConnectTimeout = PatienceMilliseconds;
        options.SyncTimeout = PatienceMilliseconds;
        return ConnectionMultiplexer.Connect(options);
    });

    public IDatabase Database() => connection.Value.GetDatabase();

    public void Dispose()
    {
        if (connection.IsValueCreated)
        {
            connection.Value.Dispose();
        }
    }
}
