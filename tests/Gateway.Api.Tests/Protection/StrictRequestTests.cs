using Gateway.Api.Tests.Wire;
using Microsoft.AspNetCore.Http;

namespace Gateway.Api.Tests.Protection;

/// <summary>Requests that two readers could read differently reach no service.</summary>
public sealed class StrictRequestTests : IAsyncLifetime
{
    private Upstream upstream = null!;
    private GatewayApp gateway = null!;

    public async ValueTask InitializeAsync()
    {
        upstream = await Upstream.StartAsync(context => context.Response.WriteAsync("reached"));
        gateway = new(GatewayApp.Addresses(("catalog", upstream.Address)));
    }

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        await upstream.DisposeAsync();
    }

    public static TheoryData<string, string> Malformed => new()
    {
        { "brackets in a name", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX[0]: 1\r\n\r\n" },
        { "a slash in a name", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX/Y: 1\r\n\r\n" },
        { "a space in a name", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX Y: 1\r\n\r\n" },
        { "a space before the colon", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX-Y : 1\r\n\r\n" },
        { "a byte over 127 in a name", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX\u00e9: 1\r\n\r\n" },
        { "no name", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\n: 1\r\n\r\n" },
        { "NUL in a value", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n" },
        { "CR in a value", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n" },
        { "a control character in a value", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX: a\u0001b\r\n\r\n" },
        { "DEL in a value", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX: a\u007fb\r\n\r\n" },
        { "a folded header", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n" },
        { "two hosts", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere\r\n\r\n" },
        { "no host", "GET /catalog/products/1 HTTP/1.1\r\n\r\n" },
        { "a user in the host", "GET /catalog/products/1 HTTP/1.1\r\nHost: user@localhost\r\n\r\n" },
        { "two lengths", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx" },
        { "two equal lengths", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx" },
        { "a list of lengths", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1, 1\r\n\r\nx" },
        { "a negative length", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\nx" },
        { "a hexadecimal length", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0x1\r\n\r\nx" },
        { "length and chunks", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { "chunks and length", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" },
        { "another encoding", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" },
        { "an encoding that is none", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" },
        { "two encodings", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" },
        { "chunks in HTTP/1.0", "GET /catalog/products/1 HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { "a chunk size with a sign", "POST /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\nx\r\n0\r\n\r\n" },
        { "OPTIONS of everything", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "another method of everything", "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "TRACE", "TRACE /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "CONNECT", "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost:80\r\n\r\n" },
        { "a method of one's own", "SMUGGLE /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "another server's address", "GET http://elsewhere/catalog/products/1 HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "a user in the address", "GET http://user@localhost/catalog/products/1 HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "a raw quote in the target", "GET /catalog/products/\"1 HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "a byte over 127 in the target", "GET /catalog/products/\u00e9 HTTP/1.1\r\nHost: localhost\r\n\r\n" },
        { "a kept length of the server's", "GET /catalog/products/1 HTTP/1.1\r\nHost: localhost\r\nX-Content-Length: 5\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Malformed), DisableDiscoveryEnumeration = true)]
    public async Task A_malformed_request_is_refused_and_its_connection_ends(string what, string request)
    {
        // A second request behind it: were the first one's end misread, this one would be answered.
        var answer = await RawClient.AskAsync(gateway.Address, request + "GET /catalog/products/2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.True(answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal), $"{what}: {answer}");
        Assert.DoesNotContain("reached", answer, StringComparison.Ordinal);
        Assert.Empty(upstream.Targets);
    }

    [Theory]
    [InlineData("/catalog/products/..%2f..%2ffaults")]
    [InlineData("/catalog/products/..%2F..%2Ffaults")]
    [InlineData("/catalog/products/%2e%2e%2f%2e%2e%2ffaults")]
    [InlineData("/catalog/products/..%5c..%5cfaults")]
    [InlineData("/catalog/products/x%252f..%252ffaults")]
    [InlineData("/catalog/products/x%25%32%66..%25%32%66faults")]
    [InlineData("/catalog/products/x%%32f..%%32ffaults")]
    [InlineData("/catalog/products/x%2%35/faults")]
    [InlineData("/catalog/products/%25%32%65%25%32%65/faults")]
    [InlineData("/catalog/products/%252e%252e/faults")]
    [InlineData("/catalog/products/a/../1")]
    [InlineData("/catalog/products/./1")]
    [InlineData("/catalog/products/a/%2e%2E/1")]
    [InlineData("/catalog/products/a/..")]
    public async Task A_path_that_the_service_would_read_otherwise_is_refused(string path)
    {
        var answer = await RawClient.AskAsync(gateway.Address, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("path-refused", answer, StringComparison.Ordinal);
        Assert.Empty(upstream.Targets);
    }

    [Theory]
    [InlineData("/catalog/products/%0d%0aX-Trick:%201", "/products/%0D%0AX-Trick:%201")]
    [InlineData("/catalog/products/@elsewhere", "/products/@elsewhere")]
    [InlineData("/catalog/products/http://elsewhere", "/products/http://elsewhere")]
    [InlineData("/catalog/products/1?to=http://elsewhere/%2e%2e/&x=%0d%0a", "/products/1?to=http://elsewhere/%2e%2e/&x=%0d%0a")]
    [InlineData("/catalog/products/100%25", "/products/100%25")]
    [InlineData("/catalog/products/a%20b%3Fc%23d", "/products/a%20b%3Fc%23d")]
    public async Task A_value_of_a_path_stays_a_value(string path, string expected)
    {
        var answer = await RawClient.AskAsync(gateway.Address, $"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal([Uri.UnescapeDataString(expected)], upstream.Targets.Select(Uri.UnescapeDataString));
        Assert.DoesNotContain(upstream.Targets.Single(), ['\r', '\n', ' ']);
    }
}
