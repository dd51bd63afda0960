namespace Imaging.Worker.Inference.Sessions;

/// <summary>A model that is loaded on a device.</summary>
internal interface IModelSession : IDisposable
{
    /// <summary>One run over pictures of the same size; answers, for each picture, the numbers of each output.</summary>
    IReadOnlyList<float[][]> Run(IReadOnlyList<Pixels> pictures);
}
