using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace Webhooks;

/// <summary>
/// One attempt: a signed POST that follows no redirect, waits no longer than it may and reads no more than it must. The status
/// decides; what the receiver says besides is nobody's concern.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>Most bytes of a body, both ways. A longer event is dead at once; a longer answer is left unread.</summary>
    public const int BytesMax = 64 * 1_024;
    private const int HeaderKilobytesMax = 16;
    private static readonly TimeSpan ConnectionAge = TimeSpan.FromMinutes(1);
    private readonly HttpMessageInvoker http;
    private readonly IOptions<WebhookOptions> options;
    private readonly TimeProvider time;

    public WebhookSender(WebhookUrls urls, IOptions<WebhookOptions> options, TimeProvider time)
        : this(new GuardedConnect(urls, Dns.GetHostAddressesAsync), options, time)
    {
    }

    internal WebhookSender(GuardedConnect connect, IOptions<WebhookOptions> options, TimeProvider time)
    {
        (this.options, this.time) = (options, time);
        http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            // A proxy would look the name up itself, beyond the guard.
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            // Our trace ids are not for strangers.
            ActivityHeadersPropagator = null,
            ConnectCallback = connect.ConnectAsync,
            MaxResponseHeadersLength = HeaderKilobytesMax,
            MaxConnectionsPerServer = 4,
            PooledConnectionLifetime = ConnectionAge,
            MaxResponseDrainSize = 0,
        });
    }

    /// <summary>Null where the receiver took it; else why not, in a few words.</summary>
    public async Task<string?> TryAsync(string url, byte[] secret, Guid id, string payload, CancellationToken cancellationToken)
    {
        if (Encoding.UTF8.GetByteCount(payload) > BytesMax)
        {
            return Failures.TooLarge;
        }

        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var request = Request(url, secret, id, payload);
            using var answer = await http.SendAsync(request, limit.Token);
            if ((int)answer.StatusCode is < 200 or > 299)
            {
                return Failures.Status((int)answer.StatusCode);
            }

            await DrainAsync(answer, limit.Token);
            return null;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Failures.Timeout;
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is AddressRefusedException ? Failures.AddressRefused : Failures.Of(exception.HttpRequestError);
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Request(string url, byte[] secret, Guid id, string payload)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new StringContent(payload, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add(Signature.IdHeader, id.ToString());
        request.Headers.Add(Signature.TimestampHeader, timestamp);
        request.Headers.Add(Signature.SignatureHeader, Signature.Of(secret, id.ToString(), timestamp, payload));
        return request;
    }

    /// <summary>A short answer is read to its end, so that the connection serves again; of any other the connection is dropped.</summary>
    private static async Task DrainAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[4_096];
            for (var read = 0; read <= BytesMax;)
            {
                var count = await body.ReadAsync(buffer, cancellationToken);
                if (count == 0)
                {
                    return;
                }

                read += count;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException)
        {
            // The status has come, and with it the answer.
        }
    }
}

/// <summary>Why an attempt failed, or why none is made any more, as <see cref="DeadDelivery.LastError"/> says it.</summary>
internal static class Failures
{
    public const string Timeout = "timeout";
    public const string AddressRefused = "address-refused";
    public const string TooLarge = "event-too-large";
    public const string SecretUnreadable = "secret-unreadable";

    /// <summary>The endpoint was disabled before the first attempt.</summary>
    public const string Disabled = "disabled";

    /// <summary>It waited longer than <see cref="WebhookOptions.AgeMax"/> without an attempt.</summary>
    public const string TooOld = "too-old";

    /// <summary>More than <see cref="WebhookOptions.WaitingMax"/> waited, and it was one of the oldest.</summary>
    public const string TooMany = "too-many";

    public static string Status(int status) => status is >= 300 and < 400 ? $"redirect-refused {status}" : $"status {status}";

    public static string Of(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "name-not-found",
        HttpRequestError.ConnectionError => "unreachable",
        HttpRequestError.SecureConnectionError => "tls-failed",
        _ => "answer-invalid",
    };

    /// <summary>Another attempt would end the same way.</summary>
    public static bool IsFinal(string failure) => failure == TooLarge;
}
