using System.Net;
using System.Text;
using Gateway.Api.Composition.Wire;

namespace GatewayModel;

/// <summary>
/// A connection of the gateway's own client whose other end is a handler: the handler's answers come as bytes of HTTP/1.1, framed one way
/// or the other and cut into pieces at random.
/// </summary>
internal sealed class HandlerChannel(string service, HttpMessageHandler handler, Random random, bool keepsAlive) : IWireChannel
{
    private readonly HttpMessageInvoker invoker = new(handler, disposeHandler: false);
    private readonly CancellationTokenSource closed = new();
    private readonly StringBuilder asked = new();
    private byte[] answer = [];
    private int given;
    private Func<Task>? afterwards;
    private Task? answering;

    // Now and then the service has closed it meanwhile.
    public bool IsQuiet => keepsAlive && random.Next(4) > 0;

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> bytes)
    {
        var taken = random.Next(1, bytes.Length + 1);
        asked.Append(Encoding.Latin1.GetString(bytes.Span[..taken]));
        var text = asked.ToString();
        if (text.EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            asked.Clear();
            (answer, given, afterwards) = ([], 0, null);
            answering = AnswerAsync(text.Split(' ')[1]);
            if (answering.Exception?.InnerException is WireException refused)
            {
                throw refused;
            }
        }

        return new(taken);
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer)
    {
        try
        {
            await answering!;
            if (given == answer.Length && afterwards is not null)
            {
                await afterwards();
            }
        }
        catch (OperationCanceledException)
        {
            throw new ObjectDisposedException(nameof(HandlerChannel));
        }

        var count = Math.Min(buffer.Length, Math.Min(answer.Length - given, random.Next(1, 600)));
        answer.AsSpan(given, count).CopyTo(buffer.Span);
        given += count;
        return count;
    }

    public void Dispose() => closed.Cancel();

    private async Task AnswerAsync(string target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://{service}{target}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        try
        {
            using var response = await invoker.SendAsync(request, closed.Token);
            answer = await BytesAsync(response);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConnectionError)
        {
            throw new WireException(WireFault.Unreachable, "refused", exception);
        }
        catch (HttpRequestException)
        {
            // The connection ends before an answer.
            answer = [];
        }
    }

    private async Task<byte[]> BytesAsync(HttpResponseMessage response)
    {
        var head = new StringBuilder($"HTTP/1.1 {(int)response.StatusCode} {response.ReasonPhrase}\r\n");
        if (random.Next(8) == 0)
        {
            head.Insert(0, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
        }

        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Content-Length"))
        {
            head.Append(CasedAtRandom(name)).Append(": ").Append(string.Join(", ", values)).Append("\r\n");
        }

        head.Append(keepsAlive ? "" : "Connection: close\r\n");
        return response.StatusCode == HttpStatusCode.NoContent ? Bytes(head.Append("\r\n"))
            : await FramedAsync(head, response.Content);
    }

    private async Task<byte[]> FramedAsync(StringBuilder head, HttpContent content)
    {
        var (body, isWhole) = await ReadAsync(content);
        return random.Next(keepsAlive || !isWhole ? 2 : 3) switch
        {
            0 => [.. Bytes(head.Append($"Content-Length: {body.Length + (isWhole ? 0 : 7)}\r\n\r\n")), .. body],
            1 => [.. Bytes(head.Append("Transfer-Encoding: chunked\r\n\r\n")), .. Chunks(body), .. isWhole ? "0\r\nX-Trailer: 1\r\n\r\n"u8 : "5\r\n{"u8],
            _ => [.. Bytes(head.Append("\r\n")), .. body],
        };
    }

    /// <summary>What comes of a body, and whether that is all. One that stalls stalls as soon as its first bytes were given.</summary>
    private async Task<(byte[] Body, bool IsWhole)> ReadAsync(HttpContent content)
    {
        var body = new MemoryStream();
        var stream = await content.ReadAsStreamAsync(closed.Token);
        var buffer = new byte[4096];
        try
        {
            for (var read = stream.ReadAsync(buffer, closed.Token); ; read = stream.ReadAsync(buffer, closed.Token))
            {
                if (!read.IsCompleted)
                {
                    afterwards = read.AsTask;
                    return (body.ToArray(), false);
                }

                if (await read is var count && count == 0)
                {
                    return (body.ToArray(), true);
                }

                body.Write(buffer, 0, count);
            }
        }
        catch (IOException)
        {
            return (body.ToArray(), false);
        }
    }

    private byte[] Chunks(byte[] body)
    {
        var chunks = new MemoryStream();
        for (var at = 0; at < body.Length;)
        {
            var size = random.Next(1, body.Length - at + 1);
            chunks.Write(Encoding.ASCII.GetBytes($"{(random.Next(2) == 0 ? $"{size:x}" : $"{size:X4};why=not")}\r\n"));
            chunks.Write(body, at, size);
            chunks.Write("\r\n"u8);
            at += size;
        }

        return chunks.ToArray();
    }

    private string CasedAtRandom(string name) => random.Next(3) switch { 0 => name.ToUpperInvariant(), 1 => name.ToLowerInvariant(), _ => name };

    private static byte[] Bytes(StringBuilder text) => Encoding.Latin1.GetBytes(text.ToString());
}
