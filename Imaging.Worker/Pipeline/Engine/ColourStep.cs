using Imaging.Worker.Pipeline.Presets;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>The colour that a page may show until the picture is there.</summary>
internal sealed class ColourStep : IEngineStep
{
    public void Run(EngineWork work)
    {
        if (work.Job.Steps.OfType<ColourPreset>().Any())
        {
            work.Time(ColourPreset.Verb, () => work.Colour = DominantColour.Of(work.Small.WriteToMemory<byte>()));
        }
    }
}
