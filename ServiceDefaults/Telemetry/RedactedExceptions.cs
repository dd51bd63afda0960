using System.Diagnostics;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Writes the exception event of a span where the exception's text holds a secret: an event cannot be changed once it is
/// there, and the runtime asks its listeners first.
/// </summary>
internal sealed class RedactedExceptions : IDisposable
{
    private readonly ActivityListener listener = new() { ShouldListenTo = _ => true, ExceptionRecorder = Record };

    public RedactedExceptions() => ActivitySource.AddActivityListener(listener);

    public void Dispose() => listener.Dispose();

    private static void Record(Activity activity, Exception exception, ref TagList tags)
    {
        var text = exception.ToString();
        if (SecretQuery.MayCarry(text))
        {
            tags.Add("exception.message", SecretQuery.Remove(exception.Message));
            tags.Add("exception.stacktrace", SecretQuery.Remove(text));
        }
    }
}
