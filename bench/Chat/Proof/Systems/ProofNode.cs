using Bench.Lab.Systems;
using Hosting.LocalProcesses.Servers;
using Support;
using Support.Servers;

namespace Bench.Chat.Proof.Systems;

/// <summary>A node of the chat in a process of its own, reached by its clients, and reaching its stores, through proxies that can break.</summary>
internal sealed class ProofNode : IAsyncDisposable
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(20);
    private readonly int port = FreePort.Next();
    private readonly string project;
    private readonly string[] arguments;
    private readonly Dictionary<string, string> settings;
    private readonly List<string> crashes = [];
    private ServiceProcess? process;
    private bool isKilled;

    /// <param name="stores">What it works on.</param>
    /// <param name="run">Which program it is, and how it acknowledges.</param>
    public ProofNode(ProofStores stores, ProofSettings run)
    {
        (project, arguments) = (run.Project, run.Arguments);
        Clients = TcpProxy.Start(port);
        Redis = stores.ProxyToRedis();
        Postgres = stores.ProxyToPostgres();
        settings = new()
        {
            ["ConnectionStrings:redis"] = stores.RedisBy(Redis),
            ["ConnectionStrings:chatdb"] = stores.PostgresBy(Postgres),
            // The limits of one user are not the subject, nor readers that a busy machine makes slow, nor its lag.
            ["Chat:MessagesPerSecond"] = "100000",
            ["Chat:MessageBurst"] = "100000",
            ["Chat:LagMax"] = "00:01:00",
            ["Chat:SendsAtOnce"] = "100000",
            ["Chat:QueueMessages"] = "10000",
            ["Chat:QueueBytes"] = "16777216",
            ["Chat:DatabasePoolSize"] = "8",
            ["Chat:Durability"] = run.IsDurable ? "Postgres" : "Redis",
            ["Chat:DrainTimeout"] = "00:00:03",
            ["Chat:StartTimeout"] = "00:02:00",
            ["Logging:LogLevel:Default"] = "Error",
            // Lost connections are meant to be: told by the hundred, they would bury why a node ended.
            ["Logging:LogLevel:StackExchange.Redis"] = "None",
        };
    }

    /// <summary>Between its clients and it.</summary>
    public TcpProxy Clients { get; }

    /// <summary>Between it and Redis; null for a cluster.</summary>
    public TcpProxy? Redis { get; }

    /// <summary>Between it and PostgreSQL.</summary>
    public TcpProxy Postgres { get; }

    /// <summary>Where clients connect to.</summary>
    public Uri Address => new($"http://127.0.0.1:{Clients.Port}");

    /// <summary>The node itself, behind no proxy.</summary>
    public Uri Own => new($"http://127.0.0.1:{port}");

    /// <summary>Ends that nobody had ordered, each with the last lines that the node wrote.</summary>
    public IReadOnlyList<string> Crashes => HasCrashed ? [.. crashes, Crash()] : [.. crashes];

    /// <summary>Starts the node and waits until it is ready, again after <see cref="KillAsync"/>.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (process is { } before)
        {
            process = null;
            await before.DisposeAsync();
        }

        isKilled = false;
        process = await ServiceProcess.StartAsync(project, port, settings, arguments, cancellationToken);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (HasCrashed)
        {
            crashes.Add(Crash());
        }

        isKilled = true;
        await (process?.KillAsync() ?? Task.CompletedTask);
    }

    /// <summary>SIGTERM, as in a rolling restart: it must end with 0, in time.</summary>
    public async Task StopAsync()
    {
        if (process is not { ExitCode: null } running)
        {
            return;
        }

        isKilled = true;
        await running.SignalAsync("TERM");
        try
        {
            var code = await Eventually.BecomesAsync("the node to have stopped", () => Task.FromResult(running.ExitCode), code => code is not null, StopPatience);
            if (code != 0)
            {
                crashes.Add($"The node at {Own} ended with {code} after SIGTERM: {running.Output()}");
            }
        }
        catch (TimeoutException)
        {
            crashes.Add($"The node at {Own} did not end within {StopPatience.TotalSeconds:0} s after SIGTERM: {running.Output()}");
            await running.KillAsync();
        }
    }

    /// <summary>Sends a signal, such as <c>STOP</c>.</summary>
    public Task SignalAsync(string signal) => process?.SignalAsync(signal) ?? Task.CompletedTask;

    /// <summary>SIGKILL: its data is not wanted, and it may be paused.</summary>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.KillAsync();
            await process.DisposeAsync();
        }

        await Clients.DisposeAsync();
        await (Redis?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Postgres.DisposeAsync();
    }

    private bool HasCrashed => !isKilled && process?.ExitCode is not null;

    private string Crash() => $"The node at {Own} ended by itself with {process!.ExitCode}: {process.Output()}";
}
