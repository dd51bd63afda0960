namespace Imaging.Worker.Inference.Batching;

/// <param name="Most">Items in one batch.</param>
/// <param name="Delay">How long the first item of a batch waits for others.</param>
/// <param name="Waiting">Items that may wait; whoever comes beyond waits for a place.</param>
internal sealed record BatchLimits(int Most, TimeSpan Delay, int Waiting);
