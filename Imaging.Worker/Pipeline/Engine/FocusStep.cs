namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Where a cut depends on what models see, they are asked before it: the parent runs them while this process waits.</summary>
internal sealed class FocusStep(AskFocus? ask) : IEngineStep
{
    public void Run(EngineWork work)
    {
        if (!work.Job.AwaitsFocus || ask is null)
        {
            return;
        }

        work.Focus = ask(work.Source, work.ModelPixels);
        work.ModelPixels.Clear();
    }
}
