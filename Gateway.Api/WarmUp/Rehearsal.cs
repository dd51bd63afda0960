using Gateway.Api.Composition;
using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Wire;
using Gateway.Api.Protection.Breakers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Gateway.Api.WarmUp;

/// <summary>
/// A composer like the gateway's own, whose one service is the gateway itself. What it learns and counts is its own: no figure, limit or breaker of the
/// real services hears of it.
/// </summary>
internal sealed class Rehearsal : IDisposable
{
    public const string PagePath = "/warm-up/page/{id}";
    public const string PartPath = "/warm-up/part/{id}";

    private const string Service = "gateway";
    private const int Parts = 5;

    /// <summary>Nobody listens to this name.</summary>
    private readonly OwnMeter meters = new("Gateway.WarmUp");
    private readonly PlanStore plans;
    private readonly PartCache cache;
    private readonly PartTransport transport;
    private readonly Breakers breakers;
    private readonly Composer composer;
    private int underWay;

    /// <param name="origin">Scheme, host and port of the gateway itself.</param>
    /// <param name="patience">Time that an answer and each of its parts may take: code that is compiled meanwhile is slower than any budget.</param>
    /// <param name="time">The clock.</param>
    public Rehearsal(string origin, TimeSpan patience, TimeProvider time)
    {
        plans = new(Plan(patience), NullLogger<PlanStore>.Instance);
        cache = new(plans, time);
        transport = new(new SocketsHttpHandler(), new WireClient(new(new(), new(meters), time)));
        // Parts that fail because the machine is slow must not end the calls that are to be compiled.
        breakers = new(Options.Create(new BreakerOptions { Enabled = false }), plans, meters, time, NullLogger<Breakers>.Instance);
        var metrics = new CompositionMetrics(meters);
        var fetcher = new PartFetcher(transport, new Self(origin), cache, plans, breakers, metrics, time, NullLogger<PartFetcher>.Instance);
        composer = new(fetcher, metrics, time, NullLogger<Composer>.Instance);
    }

    /// <summary>Answers that are being composed.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    /// <summary>Composes one answer of five parts.</summary>
    public async Task ComposeAsync(HttpContext context)
    {
        Interlocked.Increment(ref underWay);
        try
        {
            await composer.ComposeAsync(context, plans.Current.Routes[0]);
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    public void Dispose()
    {
        breakers.Dispose();
        plans.Dispose();
        cache.Dispose();
        transport.Dispose();
        meters.Dispose();
    }

    private static IConfiguration Plan(TimeSpan patience)
    {
        const string Page = $"{PlanReader.Section}:Compositions:page";
        var settings = new Dictionary<string, string?>
        {
            [$"{PlanReader.Section}:CompositionDefaults:Budget"] = patience.ToString(),
            [$"{PlanReader.Section}:CompositionDefaults:PartTimeout"] = patience.ToString(),
            [$"services:{Service}:http:0"] = Service,
            // The endpoint gives it its requests; to a plan the address itself is taken.
            [$"{Page}:Path"] = "/page/{id}",
            [$"{Page}:Access"] = "Anonymous",
        };
        for (var part = 0; part < Parts; part++)
        {
            settings[$"{Page}:Parts:part{part}:Service"] = Service;
            // Each another address, or they would share one call.
            settings[$"{Page}:Parts:part{part}:Path"] = $"{PartPath}?part={part}";
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }

    /// <summary>The gateway itself is its one node.</summary>
    private sealed class Self(string origin) : IServiceAddresses
    {
        private readonly ServiceNodes nodes = new([origin]);

        public ValueTask<ServiceNodes> OfAsync(string service, CancellationToken cancellationToken) => new(nodes);
    }
}
