using System.Diagnostics.Metrics;
using Imaging.Worker.Configuration;

namespace Imaging.Worker.Inference;

/// <summary>What models cost, by model and device.</summary>
internal sealed class InferenceMetrics
{
    private readonly Histogram<double> runDuration;
    private readonly Histogram<double> waitDuration;
    private readonly Histogram<int> batchSize;
    private readonly Counter<long> fallbacks;
    private readonly TimeProvider time;

    public InferenceMetrics(IMeterFactory meters, TimeProvider time)
    {
        this.time = time;
        var meter = meters.Create(ImagingTelemetry.Name);
        runDuration = meter.CreateHistogram("imaging.model.duration", "s", "One run of a model, of one picture or a batch.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] });
        waitDuration = meter.CreateHistogram("imaging.model.wait", "s", "How long a picture waited for its run.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] });
        batchSize = meter.CreateHistogram("imaging.model.batch.size", "{picture}", "Pictures in one run.",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });
        fallbacks = meter.CreateCounter<long>("imaging.model.fallbacks", "{model}", "Models that left the GPU for the CPU while running.");
    }

    public long Now() => time.GetTimestamp();

    public void Waited(string model, string device, long since) =>
        waitDuration.Record(time.GetElapsedTime(since).TotalSeconds, Tag("model", model), Tag("device", device));

    public void Ran(string model, string device, int pictures, long since)
    {
        runDuration.Record(time.GetElapsedTime(since).TotalSeconds, Tag("model", model), Tag("device", device));
        batchSize.Record(pictures, Tag("model", model), Tag("device", device));
    }

    public void FellBack(string model) => fallbacks.Add(1, Tag("model", model));

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
