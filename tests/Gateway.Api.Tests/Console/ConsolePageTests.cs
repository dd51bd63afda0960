using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Gateway.Api.Tests.Console;

/// <summary>The page as a browser fetches it.</summary>
public sealed partial class ConsolePageTests : IAsyncLifetime
{
    private const string Storage = "https://account.blob.core.windows.net";

    private GatewayApp gateway = null!;
    private HttpClient client = null!;

    public ValueTask InitializeAsync()
    {
        gateway = new(new() { ["Gateway:Console:StorageOrigin"] = $"{Storage}/" });
        client = gateway.CreateClient();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await gateway.DisposeAsync();
    }

    [Fact]
    public async Task The_index_is_asked_for_again_and_what_it_names_is_kept_for_ever()
    {
        using var index = await client.GetAsync("/");
        using var script = await client.GetAsync(await ScriptAsync());

        Assert.Equal("text/html; charset=utf-8", index.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache", index.Headers.CacheControl!.ToString());
        Assert.Equal("text/javascript; charset=utf-8", script.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", script.Headers.GetValues("Cache-Control")));
    }

    [Fact]
    public async Task What_a_browser_has_already_is_not_sent_again()
    {
        using var first = await client.GetAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        using var second = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task A_file_goes_out_compressed_and_is_the_same_file(string encoding)
    {
        var path = await ScriptAsync();
        var plain = await client.GetByteArrayAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue(encoding) } } };

        using var answer = await client.SendAsync(request);
        var packed = await answer.Content.ReadAsByteArrayAsync();

        Assert.Equal([encoding], answer.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], answer.Headers.Vary);
        Assert.True(packed.Length < plain.Length / 2, $"{packed.Length} of {plain.Length} bytes.");
        using var unpacked = new MemoryStream();
        await using Stream stream = encoding == "br"
            ? new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress)
            : new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        await stream.CopyToAsync(unpacked);
        Assert.Equal(plain, unpacked.ToArray());
    }

    [Fact]
    public async Task An_encoding_that_is_refused_is_not_used()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await ScriptAsync()) { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("br", 0) } } };

        using var answer = await client.SendAsync(request);

        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task No_script_but_our_own_and_no_origin_but_the_blobs()
    {
        using var answer = await client.GetAsync("/");

        var policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains($"connect-src 'self' {Storage};", policy, StringComparison.Ordinal);
        Assert.Contains($"img-src 'self' blob: {Storage};", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotMatch(InlineScript(), await answer.Content.ReadAsStringAsync());
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("/index.html.br", HttpStatusCode.NotFound)]
    [InlineData("/assets/", HttpStatusCode.NotFound)]
    [InlineData("/measured.json", HttpStatusCode.NotFound)]
    public async Task Only_the_pages_own_files_are_there(string path, HttpStatusCode expected) =>
        Assert.Equal(expected, (await client.GetAsync(path)).StatusCode);

    private async Task<string> ScriptAsync() => Script().Match(await client.GetStringAsync("/")).Groups[1].Value;

    [GeneratedRegex("""<script type="module" crossorigin src="(/assets/[^"]+\.js)">""")]
    private static partial Regex Script();

    [GeneratedRegex("<script(?![^>]* src=)|<style|style=| on[a-z]+=")]
    private static partial Regex InlineScript();
}
