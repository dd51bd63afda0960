using System.Net;
using Hosting.LocalProcesses.Servers;

namespace Bench.Gateway.Systems;

/// <summary>Takes what a service exports by OTLP over HTTP, counts it and keeps nothing.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly CancellationTokenSource closing = new();
    private readonly Task taking;
    private long requests;
    private long bytes;

    private Collector(int port)
    {
        Address = $"http://127.0.0.1:{port}";
        listener.Prefixes.Add($"{Address}/");
        listener.Start();
        taking = TakeAsync();
    }

    /// <summary>For <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</summary>
    public string Address { get; }

    /// <summary>Exports until now.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>Their bytes.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    public static Collector Start() => new(FreePort.Next());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Closing the listener alone is not enough: a wait that begins in that moment never ends.
        await closing.CancelAsync();
        listener.Close();
        await taking;
        closing.Dispose();
    }

    private async Task TakeAsync()
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await TakeAsync(await listener.GetContextAsync().WaitAsync(closing.Token));
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or IOException or OperationCanceledException)
            {
                // Closed, or an exporter that was stopped within its export.
            }
        }
    }

    private async Task TakeAsync(HttpListenerContext context)
    {
        Interlocked.Increment(ref requests);
        Interlocked.Add(ref bytes, Math.Max(0, context.Request.ContentLength64));
        await context.Request.InputStream.CopyToAsync(Stream.Null, closing.Token);
        context.Response.Close();
    }
}
