using System.Diagnostics;
using Imaging.Worker.Pipeline.Gate;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>What the steps of one image hand on to each other.</summary>
internal sealed class EngineWork(EngineJob job, IProgress<string>? progress) : IDisposable
{
    private Image? picture;

    public EngineJob Job { get; } = job;

    /// <summary>Set by the gate; its size is the stored one until <see cref="LoadStep"/> knows the orientation.</summary>
    public SourceInfo Source { get; set; } = null!;

    /// <summary>EXIF orientation, 1 to 8.</summary>
    public int Orientation { get; set; } = 1;

    /// <summary>The picture as far as it is: lazily opened, then reduced, upright and in memory.</summary>
    public Image Picture
    {
        get => picture ?? throw new InvalidOperationException("The picture is not loaded yet.");
        set
        {
            if (!ReferenceEquals(picture, value))
            {
                picture?.Dispose();
            }

            picture = value;
        }
    }

    public List<Variant> Variants { get; } = [];

    public string? BlurHash { get; set; }

    public Dictionary<string, byte[]> ModelPixels { get; } = [];

    public List<StepTiming> Timings { get; } = [];

    public ImageFormat Format => ImageFormat.Named(Source.Format)!;

    /// <summary>Runs one named piece of the work and keeps its time.</summary>
    public void Time(string step, Action run)
    {
        progress?.Report(step);
        var started = Stopwatch.GetTimestamp();
        run();
        Timings.Add(new(step, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2)));
    }

    public EngineReport Report() => new(Source, Variants, BlurHash, ModelPixels, Timings);

    public void Dispose() => picture?.Dispose();
}
