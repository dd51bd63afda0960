namespace Imaging.Worker.Pipeline;

/// <param name="Step">Name of the step, such as <c>resize w800</c>.</param>
/// <param name="Milliseconds">Wall time that it took.</param>
internal sealed record StepTiming(string Step, double Milliseconds);
