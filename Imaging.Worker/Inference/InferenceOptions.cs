namespace Imaging.Worker.Inference;

/// <summary>Where and how models run (<c>Imaging:Inference</c>).</summary>
public sealed class InferenceOptions
{
    /// <summary><c>auto</c> (CUDA if it loads, else CPU; default), <c>cpu</c> or <c>cuda</c> (CUDA or no start).</summary>
    public string Device { get; set; } = "auto";

    /// <summary>Threads that one run may use on the CPU. Default: 1, because runs go beside each other, one for each core.</summary>
    public int ThreadsPerRun { get; set; } = 1;

    /// <summary>Memory that runs of all models may take together on the CPU, weights aside, in bytes. Default: 1,073,741,824 (1 GiB).</summary>
    public long CpuMemoryMax { get; set; } = 1L << 30;

    /// <summary>Memory of the GPU that each session may take, in bytes. Default: 2,147,483,648 (2 GiB).</summary>
    public long GpuMemoryMax { get; set; } = 2L << 30;

    /// <summary>Most pictures in one run on a GPU; a model may take fewer. Default: 32.</summary>
    public int BatchMax { get; set; } = 32;

    /// <summary>How long the first picture of a batch waits for others on a GPU. Default: 2 milliseconds.</summary>
    public TimeSpan BatchDelayMax { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Pictures of one model that may wait for the GPU; more wait for a place. Default: 256.</summary>
    public int BatchQueueMax { get; set; } = 256;

    /// <summary>Folder of the models; relative to the program. Default: <c>Models</c>.</summary>
    public string ModelsPath { get; set; } = "Models";
}
