using Bench.Gateway.Http;
using Bench.Gateway.Systems;
using Bench.Lab.Processes;
using Bench.Lab.Results;
using Bench.Lab.Running;
using Bench.Lab.Systems;

namespace Bench.Gateway.Measuring;

/// <summary>
/// What traces, metrics and their export cost: the same composition by gateways that differ in nothing else, turn by turn. Processor time
/// counts what the machine's other load does to caches and clocks; instructions, where the machine counts them, do not.
/// </summary>
internal sealed class TelemetryCost(GatewayUnderLoad gateway, GatewayPlan plan, LabSettings settings, ScenarioRecorder recorder)
{
    private const double CostMax = 0.05;
    private const string Off = "telemetry off";
    private const string AsItIs = "as it is, no collector";
    private const string Sampled = "exported, 1 of 20 traces";
    private const string Whole = "exported, all traces";
    private const string Switch = "OTEL_SDK_DISABLED";

    private static readonly TimeSpan Allowance = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var collector = Collector.Start();
        var gateways = new List<Subject>();
        try
        {
            foreach (var (name, environment) in Kinds(collector.Address))
            {
                recorder.Step($"telemetry: starting a gateway, {name}");
                gateways.Add(await Subject.StartAsync(name, [.. GatewaySettings.For(gateway.Upstreams.Ports), .. environment], cancellationToken));
                await WarmUp.RunAsync(gateways[^1].Clients, plan.WarmUp, cancellationToken);
            }

            for (var run = 1; run <= settings.Runs; run++)
            {
                foreach (var subject in gateways)
                {
                    recorder.Step($"telemetry: {subject.Name}, run {run} of {settings.Runs}");
                    await MeasureAsync(subject, cancellationToken);
                }
            }

            Record(gateways, collector);
        }
        finally
        {
            foreach (var subject in gateways)
            {
                await subject.DisposeAsync();
            }
        }
    }

    private static IEnumerable<(string Name, KeyValuePair<string, string>[] Environment)> Kinds(string collector)
    {
        KeyValuePair<string, string>[] exported = [new("OTEL_EXPORTER_OTLP_ENDPOINT", collector), new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")];
        yield return (Off, [new(Switch, "true")]);
        yield return (AsItIs, []);
        yield return (Sampled, [.. exported, new("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), new("OTEL_TRACES_SAMPLER_ARG", "0.05")]);
        yield return (Whole, exported);
    }

    private async Task MeasureAsync(Subject subject, CancellationToken cancellationToken)
    {
        await using var counter = InstructionCounter.TryStart(subject.ProcessId);
        var stretch = await Stretch.MeterAsync(
            subject.ProcessId, gateway.Upstreams.ProcessId, () => subject.Clients.OpenAsync(plan.RequestsPerSecond, plan.Peer, Allowance, [], cancellationToken));
        if (stretch.Load.Failed > 0)
        {
            recorder.Note($"{subject.Name}: {stretch.Load.Failed} calls failed: {stretch.Load.Faults}");
        }

        subject.CpuMs.Add(stretch.CpuMsPerRequest);
        if (counter is not null && await counter.StopAsync() is { } instructions)
        {
            subject.Instructions.Add(instructions / 1_000.0 / Math.Max(1, stretch.Load.Done));
        }
    }

    private void Record(List<Subject> gateways, Collector collector)
    {
        var off = gateways.Single(subject => subject.Name == Off);
        Compare("gateway.telemetry-cpu", "CPU", "ms/req", subject => subject.CpuMs);
        if (gateways.All(subject => subject.Instructions.Count > 0))
        {
            Compare("gateway.telemetry-instructions", "instructions", "thousand/req", subject => subject.Instructions);
        }
        else
        {
            recorder.Note("Instructions were not counted: perf is not there, or this machine has no counter for them.");
        }

        foreach (var subject in gateways.Where(subject => subject != off))
        {
            var ratio = subject.Costs.Median / off.Costs.Median;
            recorder.Note(FormattableString.Invariant(
                $"Telemetry, {subject.Name}: {(ratio - 1) * 100:+0.0;-0.0} % of a request's {(subject.Instructions.Count > 0 ? "instructions" : "CPU")}; asked: at most {CostMax * 100:0} %: {(ratio <= 1 + CostMax ? "kept" : "NOT kept")}."));
        }

        recorder.Note($"The collector took {collector.Requests} exports of {collector.Bytes / 1_000_000.0:0.0} MB and kept none.");

        void Compare(string id, string what, string unit, Func<Subject, List<double>> values)
        {
            recorder.Peers(new(
                id, $"Composition of five parts of 1 KB at {plan.RequestsPerSecond:N0} req/s, {what} of the gateway with telemetry off against", unit, Better.Lower,
                Measurement.Of(values(off)), [.. gateways.Where(subject => subject != off).Select(subject => new PeerResult(subject.Name, Measurement.Of(values(subject)), null))]));
        }
    }

    /// <summary>A gateway with one kind of telemetry.</summary>
    private sealed class Subject(string name, ServiceProcess process, RequestLoad clients) : IAsyncDisposable
    {
        public string Name => name;

        public int ProcessId => process.Id;

        public RequestLoad Clients => clients;

        public List<double> CpuMs { get; } = [];

        public List<double> Instructions { get; } = [];

        /// <summary>The better of the two yardsticks.</summary>
        public Measurement Costs => Measurement.Of(Instructions.Count > 0 ? Instructions : CpuMs);

        public static async Task<Subject> StartAsync(string name, IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellationToken)
        {
            var process = await ServiceProcess.StartAsync("Gateway.Api", settings, null, cancellationToken);
            return new(name, process, await Http.Clients.OfAsync(process.Address, GatewayUnderLoad.Product, cancellationToken));
        }

        public async ValueTask DisposeAsync()
        {
            clients.Dispose();
            await process.DisposeAsync();
        }
    }
}
