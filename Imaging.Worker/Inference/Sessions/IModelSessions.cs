namespace Imaging.Worker.Inference.Sessions;

/// <summary>Loads models on devices.</summary>
internal interface IModelSessions
{
    /// <summary>The best device that answers, and why it is that one.</summary>
    InferenceDevice ChooseDevice();

    /// <summary>Loads a model whose files are checked.</summary>
    IModelSession Open(ModelDescription model, string folder, string device);
}
