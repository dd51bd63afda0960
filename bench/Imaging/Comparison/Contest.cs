using Bench.Lab.Results;
using Bench.Lab.Running;

namespace Bench.Imaging.Comparison;

/// <summary>The same work by several makers, this system first.</summary>
/// <param name="id">Beginning of the names of its figures, such as <c>imaging.derivatives</c>.</param>
/// <param name="what">What is made, in words.</param>
internal sealed class Contest(string id, string what) : IAsyncDisposable
{
    private readonly List<MakerSeries> makers = [];

    public void Add(MakerSeries maker) => makers.Add(maker);

    public void Add(IDerivativeMaker maker) => Add(MakerSeries.Of(maker));

    /// <summary>Every maker once, one after another.</summary>
    public async Task RunAsync(int count, int atOnce, Action<string> step, CancellationToken cancellationToken)
    {
        foreach (var maker in makers)
        {
            step(maker.Name);
            await maker.RunAsync(count, atOnce, cancellationToken);
        }
    }

    /// <summary>What was measured until now, be it little.</summary>
    public void Record(ScenarioRecorder recorder, int atOnceMax)
    {
        if (makers.FirstOrDefault()?.WhyNot is { } whyNot)
        {
            recorder.Note($"Not all comparisons: {whyNot}");
        }

        for (var atOnce = 1; atOnce <= atOnceMax; atOnce++)
        {
            Record(recorder, $"{id}-cpu-{atOnce}", "CPU s/image", Better.Lower, atOnce, run => run.CpuSecondsPerImage);
            Record(recorder, $"{id}-throughput-{atOnce}", "images/s", Better.Higher, atOnce, run => run.ImagesPerSecond);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var maker in makers)
        {
            await maker.DisposeAsync();
        }
    }

    private void Record(ScenarioRecorder recorder, string figure, string unit, Better better, int atOnce, Func<MakerRun, double> value)
    {
        if (makers.FirstOrDefault()?.Measured(atOnce, value) is { } ours)
        {
            var name = $"{what} of a photograph, {atOnce} at a time (ours from queue to manifest)";
            recorder.Peers(new(figure, name, unit, better, ours, [.. makers.Skip(1).Select(maker => maker.Result(atOnce, value))]));
        }
    }
}
