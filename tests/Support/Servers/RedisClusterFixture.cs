using System.Globalization;
using System.Security.Cryptography;
using Hosting.LocalProcesses.Servers;
using StackExchange.Redis;
using Xunit;

namespace Support.Servers;

/// <summary>A real Redis Cluster of three masters on free ports, empty at start; its slots can be moved.</summary>
public sealed class RedisClusterFixture : IAsyncLifetime
{
    private const int Slots = 16_384;
    private readonly string password = RandomNumberGenerator.GetHexString(32);
    private readonly List<Master> masters = [];

    /// <summary>For StackExchange.Redis: all three.</summary>
    public string ConnectionString =>
        $"{string.Join(',', masters.Select(master => $"127.0.0.1:{master.Port}"))},password={password}";

    /// <summary>TCP ports of the masters.</summary>
    public IReadOnlyList<int> Ports => [.. masters.Select(master => master.Port)];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            masters.Add(await StartAsync());
        }

        for (var i = 0; i < masters.Count; i++)
        {
            var (from, to) = (Slots * i / masters.Count, (Slots * (i + 1) / masters.Count) - 1);
            await masters[i].AskAsync("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
            await masters[i].AskAsync("CLUSTER", "ADDSLOTSRANGE", from, to);
            await masters[0].AskAsync("CLUSTER", "MEET", "127.0.0.1", masters[i].Port, masters[i].BusPort);
        }

        await StandsAsync();
    }

    /// <summary>Ends when every master knows all others and serves.</summary>
    public Task StandsAsync() => Eventually.BecomesAsync("the cluster to stand", StandingAsync, standing => standing == masters.Count);

    /// <summary>SIGKILL of one master, from 0.</summary>
    public Task KillAsync(int master) => masters[master].KillAsync();

    /// <summary>Starts a master again that was killed, with what its append-only file holds.</summary>
    public Task StartAsync(int master) => masters[master].StartAgainAsync();

    /// <summary>Sends one master a signal, such as <c>STOP</c>.</summary>
    public Task SignalAsync(int master, string signal) => masters[master].SignalAsync(signal);

    /// <summary>The slot of a key that matches the pattern; null where no master has any.</summary>
    public async Task<int?> SlotOfAsync(string pattern)
    {
        foreach (var master in masters)
        {
            if ((string[]?)await master.AskAsync("KEYS", pattern) is [var key, ..])
            {
                return (int)await master.AskAsync("CLUSTER", "KEYSLOT", key);
            }
        }

        return null;
    }

    /// <summary>The port of the slot's master.</summary>
    public async Task<int> MasterOfAsync(int slot)
    {
        foreach (var master in masters)
        {
            // Its own line: "id address myself,master - 0 0 1 connected 0-5460", perhaps with open migrations in brackets.
            var own = (await master.AskAsync("CLUSTER", "NODES")).ToString()!.Split('\n').Single(line => line.Contains("myself", StringComparison.Ordinal));
            if (own.Split(' ').Skip(8).Any(range => Holds(range, slot)))
            {
                return master.Port;
            }
        }

        throw new InvalidOperationException($"Nobody has slot {slot}.");
    }

    /// <summary>Moves a slot and its keys to another master, as redis-cli does in a resharding; answers that master's port.</summary>
    public async Task<int> MoveAsync(int slot)
    {
        var port = await MasterOfAsync(slot);
        var from = masters.Single(master => master.Port == port);
        var to = masters[(masters.IndexOf(from) + 1) % masters.Count];
        var (fromId, toId) = ((await from.AskAsync("CLUSTER", "MYID")).ToString()!, (await to.AskAsync("CLUSTER", "MYID")).ToString()!);
        await to.AskAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
        await from.AskAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
        while ((RedisValue[])(await from.AskAsync("CLUSTER", "GETKEYSINSLOT", slot, 100))! is { Length: > 0 } keys)
        {
            object[] command = ["127.0.0.1", to.Port, "", 0, 5_000, "AUTH", password, "KEYS", .. keys.Select(key => (object)key)];
            await from.AskAsync("MIGRATE", command);
        }

        // The new master first: for a moment both have it, and never none.
        foreach (var master in masters.OrderByDescending(master => master == to).ThenByDescending(master => master == from))
        {
            await master.AskAsync("CLUSTER", "SETSLOT", slot, "NODE", toId);
        }

        return to.Port;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var master in masters)
        {
            await master.DisposeAsync();
        }
    }

    private async Task<Master> StartAsync()
    {
        var (folder, port, bus) = (new TemporaryFolder(), FreePort.Next(), FreePort.Next());
        var command = await RedisServer.PrepareAsync(folder.Path, port, password, CancellationToken.None);
        // The usual bus port, 10,000 above, may not exist.
        await File.AppendAllTextAsync(Path.Combine(folder.Path, "redis.conf"), $"""
            cluster-enabled yes
            cluster-port {bus}
            cluster-node-timeout 5000

            """);
        return await Master.StartAsync(command, folder, port, bus, password);
    }

    private async Task<int> StandingAsync()
    {
        var standing = 0;
        foreach (var master in masters)
        {
            var info = await master.TryAskAsync("CLUSTER", "INFO");
            standing += info.Contains("cluster_state:ok", StringComparison.Ordinal)
                && info.Contains("cluster_known_nodes:3", StringComparison.Ordinal) ? 1 : 0;
        }

        return standing;
    }

    // "[93->-id]" is a migration, "5" a slot, "0-5460" a range.
    private static bool Holds(string range, int slot)
    {
        if (range.StartsWith('['))
        {
            return false;
        }

        var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToList();
        return slot >= ends[0] && slot <= ends[^1];
    }

    /// <summary>One server, and a connection that follows no redirection.</summary>
    private sealed class Master(ServerCommand command, ServerProcess first, TemporaryFolder folder, ConnectionMultiplexer connection, int port, int busPort) : IAsyncDisposable
    {
        private ServerProcess server = first;

        public int Port => port;

        public int BusPort => busPort;

        public static async Task<Master> StartAsync(ServerCommand command, TemporaryFolder folder, int port, int busPort, string password)
        {
            var server = await ServerProcess.StartAsync(command, port, busPort);
            var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},password={password},allowAdmin=true,abortConnect=false");
            return new(command, server, folder, connection, port, busPort);
        }

        public Task KillAsync() => server.KillAsync();

        public Task SignalAsync(string signal) => server.SignalAsync(signal);

        public async Task StartAgainAsync()
        {
            await server.DisposeAsync();
            server = await ServerProcess.StartAsync(command, port, busPort);
        }

        /// <summary>Empty where it does not answer.</summary>
        public async Task<string> TryAskAsync(string command, params object[] arguments)
        {
            try
            {
                return (await AskAsync(command, arguments)).ToString()!;
            }
            catch (RedisException)
            {
                return "";
            }
        }

        public Task<RedisResult> AskAsync(string command, params object[] arguments) =>
            connection.GetServer("127.0.0.1", port).ExecuteAsync(command, arguments);

        public async ValueTask DisposeAsync()
        {
            await connection.DisposeAsync();
            await server.DisposeAsync();
            folder.Dispose();
        }
    }
}
