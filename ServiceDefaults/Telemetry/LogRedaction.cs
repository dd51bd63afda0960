using OpenTelemetry;
using OpenTelemetry.Logs;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Last look at a log record before it is exported: no message, attribute or exception carries a SAS or a token. Scopes,
/// which a record does not let go of, are cleaned where they are opened (<see cref="RedactedScopes"/>).
/// </summary>
internal sealed class LogRedaction : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        data.FormattedMessage = Clean(data.FormattedMessage);
        data.Body = Clean(data.Body);

        if (data.Attributes is { } attributes && SecretQuery.RemoveFrom(attributes) is { } clean)
        {
            data.Attributes = clean;
        }

        if (data.Exception is { } exception && SecretQuery.MayCarry(exception.ToString()))
        {
            data.Exception = new RedactedException(exception);
        }
    }

    private static string? Clean(string? text) => text is null ? null : SecretQuery.Remove(text);

    /// <summary>Stands in for an exception whose text holds a secret.</summary>
    private sealed class RedactedException(Exception original)
        : Exception(SecretQuery.Remove($"{original.GetType().FullName}: {original.Message}"))
    {
        private readonly string text = SecretQuery.Remove(original.ToString());

        public override string ToString() => text;
    }
}
