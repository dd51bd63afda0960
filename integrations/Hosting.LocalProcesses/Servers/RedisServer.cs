using System.ComponentModel;
using System.Text.RegularExpressions;

namespace Hosting.LocalProcesses.Servers;

/// <summary>The machine's <c>redis-server</c> or <c>valkey-server</c>, 7.0 or later (sharded pub/sub).</summary>
public static partial class RedisServer
{
    private static readonly Version Oldest = new(7, 0);

    /// <summary>Writes the configuration into <paramref name="dataPath"/> (made if missing) and answers the command.</summary>
    /// <param name="dataPath">Folder of the append-only file and of the configuration with the password.</param>
    /// <param name="port">TCP port on 127.0.0.1.</param>
    /// <param name="password">Password of the default user; letters and digits.</param>
    /// <param name="cancellationToken">Ends the version check.</param>
    /// <exception cref="ServerMissingException">No server is installed, or only an older one.</exception>
    public static async Task<ServerCommand> PrepareAsync(string dataPath, int port, string password, CancellationToken cancellationToken)
    {
        var program = await FindAsync(cancellationToken);
        Directory.CreateDirectory(dataPath);
        var configuration = Path.Combine(dataPath, "redis.conf");
        PrivateFile.Write(configuration, $"""
            bind 127.0.0.1
            port {port}
            protected-mode yes
            requirepass {password}
            dir "{dataPath}"
            appendonly yes
            appendfsync everysec
            maxmemory-policy noeviction
            save ""

            """);
        return new(program, [configuration], dataPath);
    }

    private static async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        foreach (var program in (string[])["redis-server", "valkey-server"])
        {
            if (await VersionOfAsync(program, cancellationToken) is not { } version)
            {
                continue;
            }

            return version >= Oldest ? program : throw new ServerMissingException(
                $"{program} {version} is too old: {Oldest} or later is needed (sharded pub/sub).");
        }

        throw new ServerMissingException("Neither redis-server nor valkey-server is installed: run 'apt-get install redis-server', or ./run, which does so.");
    }

    private static async Task<Version?> VersionOfAsync(string program, CancellationToken cancellationToken)
    {
        try
        {
            var said = await RunToEnd.RunAsync(new(program, ["--version"], Environment.CurrentDirectory), input: "", cancellationToken);
            return VersionPattern().Match(said) is { Success: true } match ? Version.Parse(match.Groups[1].Value) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    // "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64"
    [GeneratedRegex(@"v=(\d+\.\d+\.\d+)")]
    private static partial Regex VersionPattern();
}
