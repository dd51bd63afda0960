using System.Diagnostics;
using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Presets;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Imaging.Worker.Pipeline.Engine.Managed;

/// <summary>
/// The same work in managed code alone (<c>Imaging:Engine=ImageSharp</c>): several times slower, colours taken as sRGB, the first
/// frame of an animation, and a smart cut without faces falls to the centre.
/// </summary>
internal sealed class ManagedEngine(EngineJob job, IProgress<string>? progress) : IDisposable
{
    private readonly List<Variant> variants = [];
    private readonly List<StepTiming> timings = [];
    private readonly Dictionary<string, byte[]> modelPixels = [];
    private SourceInfo source = null!;
    private Image<Rgba32> picture = null!;

    /// <exception cref="ImageRejectedException">The image is at fault.</exception>
    public static EngineReport Run(EngineJob job, IProgress<string>? progress, AskFocus? ask)
    {
        using var engine = new ManagedEngine(job, progress);
        return engine.Run(ask);
    }

    public void Dispose() => picture?.Dispose();

    private EngineReport Run(AskFocus? ask)
    {
        Time("gate", () => source = SourceGate.Check(job.SourcePath, job.DeclaredContentType, job.Limits));
        Time("decode", Decode);
        foreach (var model in job.ModelPictures)
        {
            Time($"{ModelPictureStep.Name} {model.Model}", () => modelPixels[model.Model] = Pixels(model));
        }

        IReadOnlyList<FocusBox> focus = [];
        if (job.AwaitsFocus && ask is not null)
        {
            focus = ask(source, modelPixels);
            modelPixels.Clear();
        }

        using (var watermark = ManagedWatermark.Of(job))
        {
            foreach (var size in job.Sizes())
            {
                Time($"resize {size.Name}", () => Write(size, focus, watermark));
            }
        }

        var (blurHash, colour) = Summaries();
        return new(source, variants, blurHash, modelPixels, timings, colour);
    }

    private void Decode()
    {
        if (source is { Format: "webp", Frames: > 1 })
        {
            throw new ImageRejectedException(PipelineErrorCodes.FormatUnsupported, "An animated WebP needs Imaging:Engine=libvips.");
        }

        PixelsPresent.Check(job.SourcePath, source.Format);
        picture = Decoding.Guarded(() =>
        {
            using var file = File.OpenRead(job.SourcePath);
            return Image.Load<Rgba32>(GateDecoders.Configuration, file);
        });
        if (picture.Width != source.Width || picture.Height != source.Height)
        {
            throw new ImageRejectedException(PipelineErrorCodes.ImageCorrupt, "The headers contradict each other about the size.");
        }

        var orientation = ExifOrientation.Read(job.SourcePath, source.Format);
        var (width, height) = orientation >= 5 ? (picture.Height, picture.Width) : (picture.Width, picture.Height);
        source = source with { Width = width, Height = height };
        var (neededWidth, neededHeight) = ReduceStep.SizeNeeded(job, width, height);
        var (storedWidth, storedHeight) = orientation >= 5 ? (neededHeight, neededWidth) : (neededWidth, neededHeight);
        picture.Mutate(change => Upright(change.Resize(storedWidth, storedHeight, KnownResamplers.Lanczos3, compand: job.Light == Light.Linear), orientation));
    }

    private void Write(ResizePreset size, IReadOnlyList<FocusBox> focus, ManagedWatermark? watermark)
    {
        foreach (var (density, placement) in Placement.All(size, source.Width, source.Height))
        {
            using var made = ManagedSize.Make(picture, size, density, placement, focus, job.Light);
            watermark?.DrawOn(made);
            foreach (var format in size.Formats)
            {
                var (extension, contentType) = VariantWriter.KindOf(format);
                var fileName = $"{size.FileName(density)}.{extension}";
                var path = Path.Combine(job.WorkFolder, fileName);
                ManagedSize.Save(made, path, format, size);
                variants.Add(VariantWriter.Made(fileName, path, contentType, (made.Width, made.Height), size, density));
            }
        }
    }

    private (string? BlurHash, string? Colour) Summaries()
    {
        string? blurHash = null, colour = null;
        var placement = Placement.Of(source.Width, source.Height, EngineWork.SmallSide, EngineWork.SmallSide, ResizeFit.Fit);
        if (job.Steps.OfType<BlurHashPreset>().FirstOrDefault() is { } step)
        {
            Time(BlurHashPreset.Verb, () => blurHash = BlurHash.Encode(
                Pixels(placement), placement.Width, placement.Height, step.ComponentsX, step.ComponentsY));
        }

        if (job.Steps.OfType<ColourPreset>().Any())
        {
            Time(ColourPreset.Verb, () => colour = DominantColour.Of(Pixels(placement)));
        }

        return (blurHash, colour);
    }

    /// <summary>As the model wants it; black beside it where it shows all of the picture.</summary>
    private byte[] Pixels(ModelPicture model)
    {
        var (left, top, placement) = model.PlaceFor(source.Width, source.Height);
        var (width, height) = model.SizeFor(source.Width, source.Height);
        using var placed = Opaque(placement);
        using var whole = new Image<Rgba32>(width, height, Color.Black);
        whole.Mutate(change => change.DrawImage(placed, new Point(left, top), opacity: 1));
        return Bytes(whole);
    }

    private byte[] Pixels(Placement placement)
    {
        using var placed = Opaque(placement);
        return Bytes(placed);
    }

    /// <summary>Scaled, cut at the centre, on white.</summary>
    private Image<Rgba32> Opaque(Placement placement)
    {
        var placed = ManagedSize.Placed(picture, placement, Gravity.Centre, Light.Gamma);
        placed.Mutate(change => change.BackgroundColor(Color.White));
        return placed;
    }

    private static byte[] Bytes(Image<Rgba32> picture)
    {
        using var opaque = picture.CloneAs<Rgb24>();
        var bytes = new byte[3 * opaque.Width * opaque.Height];
        opaque.CopyPixelDataTo(bytes);
        return bytes;
    }

    /// <summary>What EXIF asks of a viewer.</summary>
    private static void Upright(IImageProcessingContext change, int orientation) => _ = orientation switch
    {
        2 => change.Flip(FlipMode.Horizontal),
        3 => change.Rotate(RotateMode.Rotate180),
        4 => change.Flip(FlipMode.Vertical),
        5 => change.Rotate(RotateMode.Rotate90).Flip(FlipMode.Horizontal),
        6 => change.Rotate(RotateMode.Rotate90),
        7 => change.Rotate(RotateMode.Rotate270).Flip(FlipMode.Horizontal),
        8 => change.Rotate(RotateMode.Rotate270),
        _ => change,
    };

    private void Time(string step, Action run)
    {
        progress?.Report(step);
        var started = Stopwatch.GetTimestamp();
        run();
        timings.Add(new(step, Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 2)));
    }
}
