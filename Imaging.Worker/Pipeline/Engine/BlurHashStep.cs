using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>The placeholder; a thumbnail of 32 pixels holds all that its few components can show.</summary>
internal sealed class BlurHashStep : IEngineStep
{
    public const int Side = 32;

    public void Run(EngineWork work)
    {
        if (work.Job.Steps.OfType<BlurHashPreset>().FirstOrDefault() is not { } step)
        {
            return;
        }

        work.Time("blurhash", () =>
        {
            using var small = work.Picture.Place(Placement.Of(work.Source.Width, work.Source.Height, Side, Side, ResizeFit.Fit));
            using var opaque = small.OnWhite();
            work.BlurHash = BlurHash.Encode(opaque.WriteToMemory<byte>(), opaque.Width, opaque.Height, step.ComponentsX, step.ComponentsY);
        });
    }
}
