using Bench.Lab.Load;
using Bench.Lab.Results;
using Bench.Lab.Running;
using static Bench.Lab.Results.Better;

namespace Bench.Imaging;

/// <summary>What the seed's load found, run by run, and how that becomes rows, costs and figures.</summary>
internal sealed class SeedLoadReport(ScenarioRecorder recorder)
{
    private const double CoresPerSlot = 1;

    public List<AloneOutcome> Alone { get; } = [];

    public List<BurstOutcome> Bursts { get; } = [];

    /// <summary>Per run: complete to manifest at half load, p50, s.</summary>
    public List<double> HalfLoadSeconds { get; } = [];

    /// <summary>Per run: a committed write of the database, ms.</summary>
    public List<double> WriteMs { get; } = [];

    /// <summary>Per start of a worker: from the process to good health, s.</summary>
    public List<double> StartSeconds { get; } = [];

    /// <summary>Memory of the worker before its first image, MB.</summary>
    public double IdleMegabytes { get; set; }

    /// <summary>Memory of the API before its first request, MB.</summary>
    public double ApiIdleMegabytes { get; set; }

    /// <summary>Where models run.</summary>
    public string Device { get; set; } = "unknown";

    public LatencyRecorder Calls { get; } = new("imaging.api", "POST /images and complete, in the burst");

    public LatencyRecorder FromDue { get; } = new("imaging.upload-to-manifest", "Upload to manifest, half load");

    public LatencyRecorder FromComplete { get; } = new("imaging.complete-to-manifest", "Complete to manifest, half load");

    /// <summary>Writes what there is.</summary>
    public void Record()
    {
        if (StartSeconds.Count > 0)
        {
            recorder.Figure("imaging.worker-start", "Start of the worker's process until it is ready, models warmed", "s", Lower, Measurement.Of(StartSeconds));
        }

        if (Alone.Count > 0)
        {
            RecordAlone();
        }

        if (Bursts.Count > 0)
        {
            RecordProcessing();
            RecordConcurrency();
            RecordMemory();
            RecordShares();
            RecordUnmeasurable();
            recorder.Latency(Calls.Result());
            recorder.Latency(QueueToManifest());
        }

        if (HalfLoadSeconds.Count > 0)
        {
            recorder.Row("imaging.latency", Measurement.Of(HalfLoadSeconds), "from complete to manifest, open loop at half of the throughput");
            recorder.Cost("Imaging.DatabaseLatencyMs", "ms", Measurement.Of(WriteMs));
            recorder.Latency(FromDue.Result());
            recorder.Latency(FromComplete.Result());
        }
    }

    private void RecordAlone()
    {
        var busy = Measurement.Of(Alone.Select(run => Math.Min(1, run.CoresBusy / CoresPerSlot)));
        recorder.Row("imaging.cpu-bound-fraction", busy, "one image alone, its worker with one core: processor time over time in work");
        recorder.Cost("Imaging.CpuBoundFraction", "share", busy);
        recorder.Figure("imaging.alone-seconds", "One image alone, time in work", "s", Lower, Of(Alone, run => run.ServiceSeconds));
        recorder.Figure("imaging.alone-pipeline-seconds", "Of that, steps of the pipeline", "s", Lower, Of(Alone, run => run.PipelineSeconds));
    }

    private void RecordProcessing()
    {
        var (mean, least, most) = (
            Of(Bursts, run => run.ServiceSeconds), Of(Bursts, run => run.ServiceSecondsMin), Of(Bursts, run => run.ServiceSecondsMax));
        recorder.Row("imaging.processing-seconds", mean, "time in work while all slots are");
        recorder.Row("imaging.processing-seconds-min", least);
        recorder.Row("imaging.processing-seconds-max", most);
        recorder.Cost("Imaging.ProcessingSeconds", "s", mean);
        recorder.Cost("Imaging.ProcessingSecondsMin", "s", least);
        recorder.Cost("Imaging.ProcessingSecondsMax", "s", most);
        recorder.Row("imaging.images-per-second", Of(Bursts, run => run.ImagesPerSecond), "while the queue is full");
        recorder.Figure("imaging.cpu-seconds-per-image", "Processor time per image, worker with image engines", "s", Lower, Of(Bursts, run => run.CpuSecondsPerImage));
        var slopes = Bursts.Select(run => run.History.WaitSecondsPerQueuedImage()).OfType<double>().ToArray();
        if (slopes.Length > 0)
        {
            recorder.Row("imaging.wait-per-queued-image", Measurement.Of(slopes), "slope of the wait over the images that waited before");
        }
        else
        {
            recorder.NotMeasured("imaging.wait-per-queued-image", "no image had to wait behind several others");
        }
    }

    private void RecordConcurrency()
    {
        var concurrency = Of(Bursts, run => run.History.ConcurrencyMax);
        recorder.Row("imaging.concurrent-uploads", Of(Bursts, run => run.Succeeded), "sent at the same moment, each with its manifest in the end");
        recorder.Row("imaging.concurrency", concurrency, "most images in work at the same moment");
        recorder.Row("imaging.workers-by-cpu", concurrency, "slots of one core each; all were in use at once");
        recorder.Row("imaging.cores-per-worker", Measurement.Of(CoresPerSlot), "what a slot was given, under which all else here was measured");
        recorder.Row("imaging.cpu-cores", Of(Bursts, run => run.Working.Cores), "worker with image engines, all slots in work");
        recorder.Cost("Imaging.CoresPerWorker", "cores", Measurement.Of(CoresPerSlot));
    }

    private void RecordMemory()
    {
        var perImage = Of(Bursts, run => (run.Whole["worker"].MemoryMegabytesMax - IdleMegabytes) / run.History.ConcurrencyMax);
        recorder.Row("imaging.memory-per-image", perImage, "peak less the idle worker, over images in work; the image engine's own process is in it");
        recorder.Cost("Imaging.MemoryMegabytesPerImage", "MB", perImage);
        recorder.Row("imaging.memory", Of(Bursts, run => run.Whole["worker"].MemoryMegabytesMax), "peak of the worker with its image engines, models loaded");
        recorder.Figure("imaging.worker-idle-memory", "Worker before its first image, models loaded", "MB", Lower, Measurement.Of(IdleMegabytes));
        recorder.Figure("imaging.api-memory", "API, peak in the burst", "MB", Lower, Of(Bursts, run => run.Whole["api"].MemoryMegabytesMax));
        recorder.Figure("imaging.api-idle-memory", "API before the load", "MB", Lower, Measurement.Of(ApiIdleMegabytes));
    }

    private void RecordShares()
    {
        foreach (var (name, shown) in new[]
                 {
                     ("generator", "Load generator"), ("api", "API"), ("azurite", "Azurite"), ("postgres", "PostgreSQL"), ("redis", "Redis"),
                 })
        {
            recorder.Figure($"imaging.{name}-cores", $"{shown}, in the burst", "cores", Lower, Of(Bursts, run => run.Whole[name].Cores));
        }
    }

    private void RecordUnmeasurable()
    {
        var atOnce = Of(Bursts, run => run.History.ConcurrencyMax).Median;
        recorder.NotMeasured("imaging.demand", $"this machine has {atOnce:0} images in work at once, not all uploads");
        recorder.NotMeasured("imaging.workers-by-memory", "cores end first here; the column by measured costs divides this machine's memory by what an image takes");
        recorder.NotMeasured("imaging.workers-by-gpu", Device == "cpu" || Device == "unknown"
            ? "no GPU here" : $"models run on {Device}; its slots are a setting, and none was given");
    }

    private LatencyResult QueueToManifest()
    {
        var times = new LatencyRecorder("imaging.queue-to-manifest", "Queue to manifest, in the burst");
        foreach (var image in Bursts.SelectMany(run => run.History.Images))
        {
            times.Done(TimeSpan.FromSeconds(image.TotalSeconds));
        }

        return times.Result();
    }

    private static Measurement Of<T>(IEnumerable<T> runs, Func<T, double> value) => Measurement.Of(runs.Select(value));
}
