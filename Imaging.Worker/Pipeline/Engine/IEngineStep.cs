namespace Imaging.Worker.Pipeline.Engine;

/// <summary>One step of the pixel work; does nothing where the job does not ask for it.</summary>
internal interface IEngineStep
{
    void Run(EngineWork work);
}
