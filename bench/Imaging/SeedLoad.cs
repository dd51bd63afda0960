using System.Diagnostics;
using Bench.Lab.Processes;
using Bench.Lab.Running;

namespace Bench.Imaging;

/// <summary>The seed's load on one worker process that takes as many images at once as its own rule says.</summary>
internal sealed class SeedLoad(LabSettings settings, ScenarioRecorder recorder, ImagingSystem system, PhotographAlbum album)
{
    private const int Starts = 3;
    private readonly SeedLoadReport report = new(recorder);

    public int Uploads => UploadsIn(settings);

    /// <summary>Clients that upload at the same moment.</summary>
    public static int UploadsIn(LabSettings settings) => settings.Sized(quick: 20, full: 50);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await TimeStartsAsync(cancellationToken);
        recorder.Step("starting a worker");
        await using var worker = await system.StartWorkerAsync(slots: null, cancellationToken);
        report.IdleMegabytes = ProcessUsage.Of(worker.Id).MemoryMegabytes;
        report.ApiIdleMegabytes = ProcessUsage.Of(system.Api.Id).MemoryMegabytes;
        report.Device = await WorkerDevice.AskAsync(worker.Address, cancellationToken);

        // The first images also start the image engines and compile the code.
        await Drain.RunAsync(system, [worker], [worker], album, 2 * Environment.ProcessorCount, ImagingSystem.FullPreset, cancellationToken);
        try
        {
            for (var run = 1; run <= settings.Runs; run++)
            {
                await RunOnceAsync(worker, run, cancellationToken);
            }
        }
        finally
        {
            // Also what was measured until a stop.
            report.Record();
        }
    }

    /// <summary>From the start of the process until its health is good, all models warmed; code is read from the disk's cache after the first.</summary>
    private async Task TimeStartsAsync(CancellationToken cancellationToken)
    {
        for (var start = 1; start <= Starts; start++)
        {
            recorder.Step($"starting a worker, {start} of {Starts}");
            var began = Stopwatch.GetTimestamp();
            await using var worker = await system.StartWorkerAsync(slots: null, cancellationToken);
            report.StartSeconds.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    private async Task RunOnceAsync(ImagingWorker worker, int run, CancellationToken cancellationToken)
    {
        recorder.Step($"one image after another, run {run} of {settings.Runs}");
        report.Alone.Add(await AloneLoad.RunAsync(system, worker, album, settings.Sized(quick: 2, full: 8), cancellationToken));

        recorder.Step($"{Uploads} uploads at once, run {run} of {settings.Runs}");
        report.Bursts.Add(await BurstLoad.RunAsync(system, worker, album, Uploads, report.Calls, cancellationToken));

        var perSecond = report.Bursts[^1].ImagesPerSecond / 2;
        var duration = TimeSpan.FromSeconds(settings.Sized(quick: 5, full: 20));
        recorder.Step($"{perSecond:0.0} images/s for {duration.TotalSeconds:0} s, run {run} of {settings.Runs}");
        report.HalfLoadSeconds.Add(await HalfLoadAsync(perSecond, duration, cancellationToken));
    }

    private async Task<double> HalfLoadAsync(double perSecond, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (_, client) = system.NewUser();
        using var own = client;
        var load = new HalfLoad(report.FromDue, report.FromComplete).RunAsync(client, album, perSecond, duration, cancellationToken);
        report.WriteMs.Add(await WriteMsAsync(load, cancellationToken));
        return await load;
    }

    /// <summary>Mean time of a committed write, ms, while <paramref name="load"/> runs.</summary>
    private async Task<double> WriteMsAsync(Task load, CancellationToken cancellationToken)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var writes = new List<double>();
        do
        {
            writes.Add(await system.Database.WriteMsAsync(cancellationToken));
        }
        while (!load.IsCompleted && await pace.WaitForNextTickAsync(cancellationToken));

        return writes.Average();
    }
}
