namespace Imaging.Worker.Pipeline;

/// <summary>The upload itself is at fault: another try would end the same way.</summary>
/// <param name="code">One of <see cref="PipelineErrorCodes"/>.</param>
/// <param name="message">One sentence for the client: what was seen, and what is allowed.</param>
internal sealed class ImageRejectedException(string code, string message) : Exception(message)
{
    /// <summary>Stable; listed in <c>docs/errors.md</c>.</summary>
    public string Code { get; } = code;
}
