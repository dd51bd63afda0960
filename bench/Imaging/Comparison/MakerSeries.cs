using Bench.Lab.Results;

namespace Bench.Imaging.Comparison;

/// <summary>The runs of one maker, or why there are none.</summary>
internal sealed class MakerSeries((string Name, IDerivativeMaker? Maker, string? WhyNot) entry) : IAsyncDisposable
{
    private readonly Dictionary<int, List<MakerRun>> runs = [];

    public string Name => entry.Name;

    /// <summary>Why it cannot, or can no more.</summary>
    public string? WhyNot { get; private set; } = entry.WhyNot;

    public static MakerSeries Of(IDerivativeMaker maker) => new((maker.Name, maker, null));

    /// <summary>Runs once more; one that fails is not asked again, and the reason is kept.</summary>
    public async Task RunAsync(int count, int atOnce, CancellationToken cancellationToken)
    {
        if (entry.Maker is null || WhyNot is not null)
        {
            return;
        }

        try
        {
            var run = await entry.Maker.RunAsync(count, atOnce, cancellationToken);
            (runs.TryGetValue(atOnce, out var list) ? list : runs[atOnce] = []).Add(run);
        }
        catch (InvalidOperationException cannot)
        {
            WhyNot = cannot.Message;
        }
    }

    /// <summary>One figure of all runs; <c>null</c>: there is none.</summary>
    public Measurement? Measured(int atOnce, Func<MakerRun, double> value) =>
        runs.TryGetValue(atOnce, out var list) ? Measurement.Of(list.Select(value)) : null;

    public PeerResult Result(int atOnce, Func<MakerRun, double> value) =>
        new(Name, Measured(atOnce, value), Measured(atOnce, value) is null ? WhyNot ?? "not reached" : null);

    public ValueTask DisposeAsync() => entry.Maker?.DisposeAsync() ?? ValueTask.CompletedTask;
}
