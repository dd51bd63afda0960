using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Connections.Client;

namespace Chat.Client.Connections;

/// <summary>Which transports the next connection may try: WebSockets alone, until they seem not to come through. Asked by one connection at a time.</summary>
internal sealed class Transports
{
    /// <summary>WebSockets that could not be made, in a row: the first may have been refused by a busy node, which a dearer transport would burden more.</summary>
    private const int FailuresMax = 3;

    private const HttpTransportType All = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents | HttpTransportType.LongPolling;
    private int failures;

    public HttpTransportType Allowed => failures < FailuresMax ? HttpTransportType.WebSockets : All;

    /// <summary>Whatever serves now, the next connection asks for a WebSocket first.</summary>
    public void Opened() => failures = failures < FailuresMax ? 0 : FailuresMax - 1;

    /// <summary>SignalR tells each transport's failure in one exception, once it has negotiated; a line that swallows them ends with our own time limit.</summary>
    public void Failed(Exception exception)
    {
        if (exception is AggregateException or NoTransportSupportedException or OperationCanceledException)
        {
            failures++;
        }
    }
}
