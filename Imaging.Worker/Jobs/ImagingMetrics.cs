using System.Diagnostics.Metrics;
using Imaging.Worker.Configuration;

namespace Imaging.Worker.Jobs;

/// <summary>Meter <c>Imaging</c>.</summary>
internal sealed class ImagingMetrics
{
    private readonly Counter<long> uploadsStarted;
    private readonly Counter<long> jobsEnded;
    private readonly UpDownCounter<long> jobsActive;
    private readonly Histogram<double> jobDuration;
    private readonly Histogram<double> waitDuration;
    private readonly Histogram<double> admissionDuration;
    private readonly Histogram<double> stepDuration;
    private long queueLength;
    private double queueAge;
    private int slots;

    public ImagingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(ImagingTelemetry.Name);
        uploadsStarted = meter.CreateCounter<long>("imaging.uploads.started", "{upload}", "Upload addresses that were given out.");
        jobsEnded = meter.CreateCounter<long>("imaging.jobs.ended", "{attempt}", "Attempts that ended, by outcome.");
        jobsActive = meter.CreateUpDownCounter<long>("imaging.jobs.active", "{image}", "Images in work.");
        jobDuration = meter.CreateHistogram<double>("imaging.job.duration", "s", "From claim to outcome.");
        waitDuration = meter.CreateHistogram<double>("imaging.job.wait", "s", "From complete to first claim.");
        admissionDuration = meter.CreateHistogram<double>("imaging.admission.duration", "s", "Wait for room for the decoded picture.");
        stepDuration = meter.CreateHistogram<double>("imaging.step.duration", "s", "One step of the pipeline.");
        meter.CreateObservableGauge("imaging.queue.length", () => Volatile.Read(ref queueLength), "{message}", "Messages in the queue, hidden ones included.");
        meter.CreateObservableGauge("imaging.queue.age", () => Volatile.Read(ref queueAge), "s", "How long the oldest image has waited for its claim.");
        meter.CreateObservableGauge("imaging.slots", () => Volatile.Read(ref slots), "{image}", "Images that this process works on at once.");
    }

    public void UploadStarted() => uploadsStarted.Add(1);

    public void JobBegan(TimeSpan? waited)
    {
        jobsActive.Add(1);
        if (waited is { } time)
        {
            waitDuration.Record(time.TotalSeconds);
        }
    }

    /// <param name="outcome">One of <see cref="JobOutcome"/>, in lower case.</param>
    /// <param name="took">From claim to outcome.</param>
    public void JobEnded(string outcome, TimeSpan took)
    {
        jobsActive.Add(-1);
        var tag = new KeyValuePair<string, object?>("outcome", outcome);
        jobsEnded.Add(1, tag);
        jobDuration.Record(took.TotalSeconds, tag);
    }

    public void Admitted(TimeSpan waited) => admissionDuration.Record(waited.TotalSeconds);

    public void StepEnded(string step, double milliseconds) =>
        stepDuration.Record(milliseconds / 1_000, new KeyValuePair<string, object?>("step", step));

    /// <param name="length">Messages, hidden ones included.</param>
    /// <param name="oldest">How long the oldest waiting image has waited; zero where none waits.</param>
    public void QueueIs(long length, TimeSpan oldest)
    {
        Volatile.Write(ref queueLength, length);
        Volatile.Write(ref queueAge, oldest.TotalSeconds);
    }

    public void SlotsAre(int count) => Volatile.Write(ref slots, count);
}
