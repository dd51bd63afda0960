using StackExchange.Redis;

namespace ServiceDefaults.DataProtection;

/// <summary>
/// A connection of its own, made when the key ring is first read: that read blocks its thread, and must neither wait behind the
/// service's commands nor be refused with them while a connection is still being made.
/// </summary>
internal sealed class KeyRingConnection(string connectionString) : IDisposable
{
    private readonly Lazy<ConnectionMultiplexer> connection = new(() =>
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ClientName = "data-protection";
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
