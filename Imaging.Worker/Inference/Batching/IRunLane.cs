namespace Imaging.Worker.Inference.Batching;

/// <summary>One model's way to its device.</summary>
internal interface IRunLane : IAsyncDisposable
{
    /// <summary><c>cuda</c> or <c>cpu</c>.</summary>
    string Device { get; }

    /// <summary>The numbers of each output for one picture.</summary>
    /// <exception cref="ObjectDisposedException">The lane is closed.</exception>
    Task<float[][]> RunAsync(Pixels picture, CancellationToken cancellationToken);
}
