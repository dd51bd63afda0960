namespace Imaging.Worker.Inference;

/// <summary>Where and how models run (<c>Imaging:Inference</c>).</summary>
public sealed class InferenceOptions
{
    /// <summary><c>auto</c> (CUDA if it loads, else CPU; default), <c>cpu</c> or <c>cuda</c> (CUDA or no start).</summary>
    public string Device { get; set; } = "auto";

    /// <summary>Threads that one run may use on the CPU. Default: 1, because runs go beside each other, one for each core.</summary>
    public int ThreadsPerRun { get; set; } = 1;

    /// <summary>Memory of the GPU that each session may take, in bytes. Default: 2,147,483,648 (2 GiB).</summary>
    public long GpuMemoryMax { get; set; } = 2L << 30;

    /// <summary>Folder of the models; relative to the program. Default: <c>Models</c>.</summary>
    public string ModelsPath { get; set; } = "Models";
}
