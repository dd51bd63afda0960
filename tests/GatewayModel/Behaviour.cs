using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace GatewayModel;

/// <summary>What a service does with one call.</summary>
internal enum Deed
{
    Json,
    NotFound,
    Gone,
    ServerError,
    Unavailable,
    NoContent,
    EmptyBody,
    Html,
    CutShort,
    Trailing,
    NotUtf8,
    ByteOrderMark,
    TooLarge,
    Refused,
    LostBeforeAnswer,
    LostInBody,
    Hang,
    HangInBody,
}

/// <summary>One call's answer.</summary>
internal sealed record Behaviour(Deed Deed, string Json, string? CacheControl = null)
{
    public async Task<HttpResponseMessage> AnswerAsync(CancellationToken cancellationToken)
    {
        switch (Deed)
        {
            case Deed.Refused:
                throw new HttpRequestException(HttpRequestError.ConnectionError, "refused");
            case Deed.LostBeforeAnswer:
                throw new HttpRequestException(HttpRequestError.ResponseEnded, "lost");
            case Deed.Hang:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
        }

        var bytes = Encoding.UTF8.GetBytes(Json);
        return Deed switch
        {
            Deed.Json => Response(200, bytes),
            Deed.NotFound => Response(404, bytes),
            Deed.Gone => Response(410, bytes),
            Deed.ServerError => Response(500, bytes),
            Deed.Unavailable => Response(503, bytes),
            Deed.NoContent => Response(204, []),
            Deed.EmptyBody => Response(200, []),
            Deed.Html => Response(200, "<html>"u8.ToArray(), "text/html"),
            Deed.CutShort => Response(200, [.. "["u8, .. bytes]),
            Deed.Trailing => Response(200, [.. bytes, .. " 1"u8]),
            Deed.NotUtf8 => Response(200, [(byte)'"', 0xC3, 0x28, (byte)'"']),
            Deed.ByteOrderMark => Response(200, [0xEF, 0xBB, 0xBF, .. bytes]),
            Deed.TooLarge => Response(200, Encoding.UTF8.GetBytes($"\"{new string('x', RandomPlan.BytesMax)}\"")),
            Deed.LostInBody => Response(200, bytes, stream: new BrokenStream(bytes, hangs: false)),
            _ => Response(200, bytes, stream: new BrokenStream(bytes, hangs: true)),
        };
    }

    private HttpResponseMessage Response(int status, byte[] body, string type = "application/json", Stream? stream = null)
    {
        var content = stream is null ? (HttpContent)new ByteArrayContent(body) : new StreamContent(stream);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = content };
        if (CacheControl is not null)
        {
            response.Headers.TryAddWithoutValidation("Cache-Control", CacheControl);
        }

        return response;
    }

    /// <summary>A body that breaks off, or stalls, after its first bytes.</summary>
    private sealed class BrokenStream(byte[] bytes, bool hangs) : MemoryStream(bytes[..(bytes.Length / 2)])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            if (read > 0)
            {
                return read;
            }

            if (hangs)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            throw new HttpIOException(HttpRequestError.ResponseEnded);
        }
    }
}

/// <summary>Services that do as a script says: for each, one behaviour after another, the last one for ever.</summary>
internal sealed class ScriptedUpstreams(IReadOnlyDictionary<string, Behaviour[]> scripts) : HttpMessageHandler
{
    private readonly Dictionary<string, int> calls = scripts.Keys.ToDictionary(service => service, _ => 0);

    /// <summary>Path and query of every call, in order, behind the service's name.</summary>
    public List<string> Targets { get; } = [];

    public int CallsTo(string service)
    {
        lock (calls)
        {
            return calls[service];
        }
    }

    /// <summary>
    /// A connection to a service. It is used again only where no script says that connections are lost: a client asks once more where one
    /// is lost that it had used before, and the reference does not know which those are.
    /// </summary>
    public HandlerChannel Connect(string service, int seed) =>
        new(service, this, new Random(seed), Array.TrueForAll(scripts[service], behaviour => behaviour.Deed != Deed.LostBeforeAnswer));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var service = request.RequestUri!.Host;
        int call;
        lock (calls)
        {
            call = calls[service]++;
            Targets.Add(service + request.RequestUri.PathAndQuery);
        }

        var script = scripts[service];
        return script[Math.Min(call, script.Length - 1)].AnswerAsync(cancellationToken);
    }
}
