using System.Diagnostics;
using Imaging.Worker.Pipeline.Gate;
using NetVips;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Shows the models their pictures and answers what a smart cut must keep; waits for them.</summary>
internal delegate IReadOnlyList<FocusBox> AskFocus(SourceInfo source, IReadOnlyDictionary<string, byte[]> modelPixels);

/// <summary>What the steps of one image hand on to each other.</summary>
internal sealed class EngineWork(EngineJob job, IProgress<string>? progress) : IDisposable
{
    private readonly List<IDisposable> kept = [];
    private Image? picture;
    private Image? small;

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

    /// <summary>The whole upright picture, opaque sRGB of at most <see cref="SmallSide"/> pixels a side: enough for a placeholder or a colour.</summary>
    public Image Small => small ??= MakeSmall();

    public const int SmallSide = 32;

    /// <summary>What a smart cut must keep; empty where nothing was found or asked.</summary>
    public IReadOnlyList<FocusBox> Focus { get; set; } = [];

    public List<Variant> Variants { get; } = [];

    public string? BlurHash { get; set; }

    public string? Colour { get; set; }

    public Dictionary<string, byte[]> ModelPixels { get; } = [];

    public List<StepTiming> Timings { get; } = [];

    public ImageFormat Format => ImageFormat.Named(Source.Format)!;

    /// <summary>True if the image stays an animation in some file.</summary>
    public bool IsAnimated => Source is { Frames: > 1, Format: "gif" or "webp" } && Job.Sizes().Any(size => size.Animated);

    /// <summary>Runs one named piece of the work and keeps its time.</summary>
    public void Time(string step, Action run)
    {
        progress?.Report(step);
        var started = Stopwatch.GetTimestamp();
        run();
        Timings.Add(new(step, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2)));
    }

    /// <summary>Memory that the picture lies in, to be given back with it.</summary>
    public void Keep(IDisposable memory) => kept.Add(memory);

    public EngineReport Report() => new(Source, Variants, BlurHash, ModelPixels, Timings, Colour);

    public void Dispose()
    {
        small?.Dispose();
        picture?.Dispose();
        kept.ForEach(memory => memory.Dispose());
    }

    private Image MakeSmall()
    {
        using var placed = Picture.Place(Placement.Of(Source.Width, Source.Height, SmallSide, SmallSide, Presets.ResizeFit.Fit), Job.Light);
        using var coloured = placed.AsSrgb(Job.Profile);
        using var opaque = coloured.OnWhite();
        return opaque.CopyMemory();
    }
}
