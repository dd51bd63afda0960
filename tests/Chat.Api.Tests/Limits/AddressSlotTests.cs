using System.Net;
using Chat.Api.Limits;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Chat.Api.Tests.Limits;

/// <summary>Whom a connection counts for is what a trusted proxy says, and nobody else.</summary>
public sealed class AddressSlotTests
{
    [Theory]
    [InlineData("198.51.100.1", null, true)]
    [InlineData("127.0.0.1", null, false)]
    [InlineData("::1", null, false)]
    [InlineData("10.1.2.3", null, false)]
    [InlineData("::ffff:10.1.2.3", null, false)]
    [InlineData("10.1.2.3", "127.0.0.1", false)]
    [InlineData("10.1.2.3", "10.9.9.9", true)]
    public async Task Only_what_stands_for_a_client_is_counted(string peer, string? forwardedFor, bool isCounted) =>
        Assert.Equal(isCounted, await SlotAsync(peer, forwardedFor) is not null);

    [Fact]
    public async Task A_trusted_proxy_is_believed_and_a_stranger_is_not()
    {
        Assert.Equal(await SlotAsync("203.0.113.7", null), await SlotAsync("10.1.2.3", "203.0.113.7"));
        Assert.Equal(await SlotAsync("198.51.100.1", null), await SlotAsync("198.51.100.1", "203.0.113.7"));
    }

    [Fact]
    public async Task An_IPv6_household_is_one_address()
    {
        Assert.Equal(await SlotAsync("2001:db8:1:2::1", null), await SlotAsync("2001:db8:1:2:ffff::9", null));
        var others = await Task.WhenAll(Enumerable.Range(3, 20).Select(network => SlotAsync($"2001:db8:1:{network}::1", null)));
        Assert.InRange(others.Distinct().Count(), 15, 20);
    }

    [Fact]
    public async Task Where_no_proxy_is_trusted_nobody_is_believed() =>
        Assert.Equal(await SlotAsync("203.0.113.7", null, []), await SlotAsync("203.0.113.7", "198.51.100.1", []));

    private static async Task<int?> SlotAsync(string peer, string? forwardedFor, IReadOnlyList<string>? proxies = null)
    {
        var limits = Options.Create(new LimitOptions { TrustedProxies = proxies });
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        if (forwardedFor is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwardedFor;
        }

        var forwarded = new ForwardedHeadersOptions();
        new ForwardedBy(limits).Configure(forwarded);
        await new ForwardedHeadersMiddleware(_ => Task.CompletedTask, NullLoggerFactory.Instance, Options.Create(forwarded)).Invoke(context);
        return new AddressSlot(limits).Of(context);
    }
}
