namespace Imaging.Worker.Inference;

/// <summary>Where models run, and why there.</summary>
/// <param name="Name"><c>cuda</c> or <c>cpu</c>.</param>
/// <param name="Reason">One sentence.</param>
internal sealed record InferenceDevice(string Name, string Reason)
{
    public const string Cuda = "cuda";
    public const string Cpu = "cpu";
}
