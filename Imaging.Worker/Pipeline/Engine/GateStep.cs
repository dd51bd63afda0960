using Imaging.Worker.Pipeline.Gate;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>Headers against the limits, before any pixel.</summary>
internal sealed class GateStep : IEngineStep
{
    public void Run(EngineWork work) => work.Time("gate", () =>
        work.Source = SourceGate.Check(work.Job.SourcePath, work.Job.DeclaredContentType, work.Job.Limits));
}
