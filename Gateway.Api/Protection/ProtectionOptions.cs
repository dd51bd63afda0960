using System.Net;
using Microsoft.Extensions.Options;

namespace Gateway.Api.Protection;

/// <summary>What one client, and all of them together, may ask of the gateway (<c>Gateway:Protection</c>).</summary>
internal sealed class ProtectionOptions
{
    /// <summary>Requests a second that one client may make for ever. Default: 5,000, the peak that the whole gateway is sized for.</summary>
    public int ClientRequestsPerSecond { get; set; } = 5_000;

    /// <summary>Requests that one client may make at once after a pause. Default: 10,000.</summary>
    public int ClientBurst { get; set; } = 10_000;

    /// <summary>Requests in the making at one time, composed and passed through (not those that stay, as WebSockets do); more are refused at once. Default: 2,000.</summary>
    public int ConcurrentCompositionsMax { get; set; } = 2_000;

    /// <summary>Largest request body in bytes; images go to storage, not through here. Default: 1 MiB.</summary>
    public long BodyBytesMax { get; set; } = 1024 * 1024;

    /// <summary>All request headers together in bytes. Default: 32 KiB.</summary>
    public int HeaderBytesMax { get; set; } = 32 * 1024;

    /// <summary>Number of request headers. Default: 100.</summary>
    public int HeadersMax { get; set; } = 100;

    /// <summary>Time in which a client must have sent its headers. Default: 10 seconds.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections open at one time, of all clients; more are closed at once. Default: 20,000.</summary>
    public int ConnectionsMax { get; set; } = 20_000;

    /// <summary>Requests that one HTTP/2 connection may take back within a second, 10 to 100,000; with more it ends. Default: 100.</summary>
    public int ResetsPerSecondMax { get; set; } = 100;

    /// <summary>Time that a connection may be open without a request. Default: 2 minutes.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Origins, such as <c>https://shop.example</c>, whose pages may call. Default: none.</summary>
    public IReadOnlyList<string> CorsOrigins { get; set; } = [];

    /// <summary>Networks (CIDR) whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed. Default: none.</summary>
    public IReadOnlyList<string> TrustedProxies { get; set; } = [];
}

internal sealed class ProtectionOptionsValidator : IValidateOptions<ProtectionOptions>
{
    private const string Section = "Gateway:Protection";

    public ValidateOptionsResult Validate(string? name, ProtectionOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(ProtectionOptions options) =>
    [
        .. Range(nameof(options.ClientRequestsPerSecond), options.ClientRequestsPerSecond, 1, 1_000_000),
        .. Range(nameof(options.ClientBurst), options.ClientBurst, 1, 1_000_000),
        .. Range(nameof(options.ConcurrentCompositionsMax), options.ConcurrentCompositionsMax, 1, 100_000),
        .. Range(nameof(options.BodyBytesMax), options.BodyBytesMax, 1, 1024 * 1024 * 1024),
        .. Range(nameof(options.HeaderBytesMax), options.HeaderBytesMax, 1024, 1024 * 1024),
        .. Range(nameof(options.HeadersMax), options.HeadersMax, 10, 1000),
        .. Times(nameof(options.HeadersTimeout), options.HeadersTimeout),
        .. Times(nameof(options.IdleTimeout), options.IdleTimeout),
        .. Range(nameof(options.ConnectionsMax), options.ConnectionsMax, 1, 1_000_000),
        .. Range(nameof(options.ResetsPerSecondMax), options.ResetsPerSecondMax, 10, 100_000),
        .. options.CorsOrigins.Where(origin => !IsOrigin(origin)).Select(origin =>
            $"{Section}:{nameof(options.CorsOrigins)} holds '{origin}'; allowed: origins such as https://shop.example."),
        .. options.TrustedProxies.Where(network => !IPNetwork.TryParse(network, out _)).Select(network =>
            $"{Section}:{nameof(options.TrustedProxies)} holds '{network}'; allowed: networks such as 10.0.0.0/8."),
    ];

    private static IEnumerable<string> Range(string key, long value, long min, long max)
    {
        if (value < min || value > max)
        {
            yield return $"{Section}:{key} is {value}; allowed: {min} to {max}.";
        }
    }

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.GetLeftPart(UriPartial.Authority) == origin && address.Scheme is "https" or "http";

    private static IEnumerable<string> Times(string key, TimeSpan value)
    {
        if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromMinutes(5))
        {
            yield return $"{Section}:{key} is {value}; allowed: 00:00:01 to 00:05:00.";
        }
    }
}
