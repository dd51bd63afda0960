using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>The placeholder; a thumbnail holds all that its few components can show.</summary>
internal sealed class BlurHashStep : IEngineStep
{
    public void Run(EngineWork work)
    {
        if (work.Job.Steps.OfType<BlurHashPreset>().FirstOrDefault() is not { } step)
        {
            return;
        }

        work.Time(BlurHashPreset.Verb, () => work.BlurHash = BlurHash.Encode(
            work.Small.WriteToMemory<byte>(), work.Small.Width, work.Small.Height, step.ComponentsX, step.ComponentsY));
    }
}
