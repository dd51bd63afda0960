using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Gateway.Api.WarmUp;

/// <summary>
/// Lets the gateway answer itself before it says that it is ready: code that runs for the first time is compiled then, and not under the first clients,
/// who would wait for it. Sent over its own address, so that the server, the steps before a composition, the composer and its client all run.
/// </summary>
internal sealed partial class WarmUp(IServer server, IOptions<WarmUpOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WarmUp> logger)
    : BackgroundService, IHealthCheck
{
    /// <summary>As many as asked at once.</summary>
    private const int Clients = 8;

    /// <summary>In rounds: the runtime compiles better only once no new code has come for a while.</summary>
    private const int Rounds = 4;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private volatile bool isReady = options.Value.Requests == 0;

    /// <summary>What answers while this is going on; null before and afterwards.</summary>
    public Rehearsal? Running { get; private set; }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(isReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The gateway is warming up."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (isReady)
        {
            return;
        }

        try
        {
            await StartedAsync(stoppingToken);
            if (OriginOf(server) is { } origin)
            {
                await RunAsync(origin, stoppingToken);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException)
        {
            // Ready is ready: what could not be compiled before is compiled under the first requests.
            Log.CutShort(logger, exception.Message);
        }
        finally
        {
            isReady = true;
        }
    }

    private async Task StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }

    private async Task RunAsync(string origin, CancellationToken stoppingToken)
    {
        var began = time.GetTimestamp();
        using var patience = new CancellationTokenSource(options.Value.Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, patience.Token);
        using var rehearsal = new Rehearsal(origin, options.Value.Patience, time);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }) { BaseAddress = new(origin) };
        Running = rehearsal;
        try
        {
            var (each, whole) = (Math.Max(1, options.Value.Requests / (Rounds * Clients)), 0);
            for (var round = 0; round < Rounds; round++)
            {
                var answered = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => AskAsync(client, each, stop.Token)));
                whole += answered.Sum();
                await Task.Delay(Rest, time, stop.Token);
            }

            Log.Done(logger, Rounds * Clients * each, whole, time.GetElapsedTime(began).TotalMilliseconds);
        }
        finally
        {
            Running = null;
            await EndAsync(rehearsal);
        }
    }

    /// <summary>What was cut short may still be under way; its parts are answered by 404 now, so it ends at once.</summary>
    private async Task EndAsync(Rehearsal rehearsal)
    {
        var began = time.GetTimestamp();
        while (rehearsal.UnderWay > 0 && time.GetElapsedTime(began) < EndPatience)
        {
            await Task.Delay(Look, time, CancellationToken.None);
        }
    }

    /// <summary>How many of the answers were whole: one that is not shows that what is warmed up is not what clients meet.</summary>
    private static async Task<int> AskAsync(HttpClient client, int requests, CancellationToken cancellationToken)
    {
        var whole = 0;
        for (var id = 0; id < requests; id++)
        {
            using var answer = await client.GetAsync($"/warm-up/page/{id}", cancellationToken);
            whole += answer is { IsSuccessStatusCode: true, Headers.ETag: not null } ? 1 : 0;
        }

        return whole;
    }

    /// <summary>Where the gateway can ask itself without TLS; null where it cannot.</summary>
    private static string? OriginOf(IServer server)
    {
        foreach (var address in server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [])
        {
            // "http://+:8080" and "http://[::]:8080" stand for every address of the machine.
            if (BindingAddress.Parse(address) is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false } bound)
            {
                return $"http://{(bound.Host is "localhost" or "127.0.0.1" ? "127.0.0.1" : bound.Host is "[::1]" ? bound.Host : "localhost")}:{bound.Port}";
            }
        }

        return null;
    }
}
