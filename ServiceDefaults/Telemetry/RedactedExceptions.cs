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
        // Every host of a process listens to every source: the first one's word is enough, and two would be two tags of one name.
        if (SecretQuery.MayCarry(text) && !IsWritten(tags))
        {
            tags.Add("exception.message", SecretQuery.Remove(exception.Message));
            tags.Add("exception.stacktrace", SecretQuery.Remove(text));
        }
    }

    private static bool IsWritten(in TagList tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "exception.message")
            {
                return true;
            }
        }

        return false;
    }
}
