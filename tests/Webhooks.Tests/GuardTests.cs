using System.Net;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Support;

namespace Webhooks.Tests;

/// <summary>Where webhooks never go, and how their secrets are kept.</summary>
public sealed class GuardTests(Outboxes outboxes)
{
    [Fact]
    public void Every_code_stands_in_the_table() => Assert.Empty(ErrorTable.MissingFrom(typeof(ErrorCodes)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.9")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("3fff::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("2606:4700::1%3")]
    public void An_address_that_is_not_public_is_refused(string address) =>
        Assert.False(Addresses.IsAllowed(IPAddress.Parse(address), allowsLoopback: false));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.167.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2002:101:101::1")]
    public void A_public_address_is_not_refused(string address) =>
        Assert.True(Addresses.IsAllowed(IPAddress.Parse(address), allowsLoopback: false));

    [Theory]
    [InlineData("Production", "https://example.org/hook", true)]
    [InlineData("Production", "https://example.org:8443/a?b=c", true)]
    [InlineData("Production", "http://example.org/hook", false)]
    [InlineData("Production", "http://localhost/hook", false)]
    [InlineData("Production", "https://127.0.0.1/hook", false)]
    [InlineData("Production", "https://2130706433/hook", false)]
    [InlineData("Production", "https://0x7f.1/hook", false)]
    [InlineData("Production", "https://[::1]/hook", false)]
    [InlineData("Production", "https://[::ffff:10.0.0.1]/hook", false)]
    [InlineData("Production", "https://user:password@example.org/", false)]
    [InlineData("Production", "https://example.org/#fragment", false)]
    [InlineData("Production", "ftp://example.org/", false)]
    [InlineData("Production", "/hook", false)]
    [InlineData("Production", null, false)]
    [InlineData("Development", "http://localhost:8080/hook", true)]
    [InlineData("Development", "http://127.0.0.1/hook", true)]
    [InlineData("Development", "http://10.0.0.1/hook", false)]
    [InlineData("Development", "https://10.0.0.1/hook", false)]
    [InlineData("Development", "http://example.org/hook", false)]
    public void Only_https_and_in_Development_loopback_is_taken(string environment, string? url, bool taken)
    {
        var urls = new WebhookUrls(new Place(environment));

        Assert.Equal(taken ? null : ErrorCodes.WebhookUrlInvalid, Record.Exception(() => urls.Check(url)) is WebhookRefusedException refused ? refused.Code : null);
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_not_connected_to_whenever_it_does()
    {
        await using var bot = await Receiver.StartAsync();
        var inside = new UriBuilder(bot.Url()) { Host = "rebound.example" }.Uri.ToString();
        IPAddress[] leadsTo = [IPAddress.Parse("10.0.0.1"), IPAddress.Loopback, IPAddress.Parse("::ffff:127.0.0.1"), IPAddress.IPv6Loopback];

        using var production = Sender("Production", leadsTo);
        using var development = Sender("Development", leadsTo);

        Assert.Equal("address-refused", await production.TryAsync(inside, [1], Guid.NewGuid(), "{}", CancellationToken.None));
        Assert.Empty(bot.Requests);
        Assert.Null(await development.TryAsync(inside, [1], Guid.NewGuid(), "{}", CancellationToken.None));
    }

    [Fact]
    public async Task A_secret_is_sealed_for_its_endpoint_and_opened_by_no_other_key()
    {
        var (old, key) = (Convert.ToBase64String(new byte[32]), Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]));
        await using var outbox = await outboxes.StartAsync(("EncryptionKey", old));
        await using var rotated = await Outbox.StartAsync(outbox.Database, ("EncryptionKey", key), ("PreviousEncryptionKey", old));
        await using var stranger = await Outbox.StartAsync(outbox.Database, ("EncryptionKey", key));
        var endpoint = await outbox.AddAsync("room", "https://example.org/");
        var secret = Convert.FromBase64String(endpoint.Secret["whsec_".Length..]);
        await using var command = outbox.Database.CreateCommand("SELECT secret FROM webhook_endpoints");
        var sealedSecret = (byte[])(await command.ExecuteScalarAsync())!;

        Assert.Equal(32, secret.Length);
        Assert.Equal(-1, sealedSecret.AsSpan().IndexOf(secret));
        Assert.Equal(secret, await outbox.Get<SecretBox>().OpenAsync(endpoint.Id, sealedSecret, CancellationToken.None));
        Assert.Equal(secret, await rotated.Get<SecretBox>().OpenAsync(endpoint.Id, sealedSecret, CancellationToken.None));
        foreach (var attempt in (Func<Task>[])
        [
            () => stranger.Get<SecretBox>().OpenAsync(endpoint.Id, sealedSecret, CancellationToken.None),
            () => outbox.Get<SecretBox>().OpenAsync(Guid.NewGuid(), sealedSecret, CancellationToken.None),
        ])
        {
            await Assert.ThrowsAnyAsync<System.Security.Cryptography.CryptographicException>(attempt);
        }
    }

    [Fact]
    public async Task A_scope_has_as_many_endpoints_as_it_may_and_types_that_there_are()
    {
        await using var outbox = await outboxes.StartAsync(("EndpointsPerScope", "2"));
        await outbox.AddAsync("room", "https://example.org/1");
        await outbox.AddAsync("room", "https://example.org/2", "thing.gone", "thing.gone");

        Assert.Equal(ErrorCodes.TooManyWebhooks, (await Assert.ThrowsAsync<WebhookRefusedException>(() => outbox.AddAsync("room", "https://example.org/3"))).Code);
        Assert.Equal(ErrorCodes.WebhookTypeUnknown, (await Assert.ThrowsAsync<WebhookRefusedException>(() => outbox.AddAsync("other", "https://example.org/", "x"))).Code);
        var endpoints = await outbox.Endpoints.ListAsync("room", CancellationToken.None);
        Assert.Equal([null, "thing.gone"], endpoints.Select(endpoint => endpoint.Types is null ? null : string.Join(' ', endpoint.Types)));
        await using var connection = await outbox.Database.OpenConnectionAsync();
        await WebhookEndpoints.DeleteAsync(connection, "room", endpoints[0].Id, CancellationToken.None);
        Assert.Equal(endpoints[1].Id, (await outbox.EndpointAsync("room")).Id);
        Assert.Equal(ErrorCodes.WebhookNotFound, (await Assert.ThrowsAsync<WebhookRefusedException>(
            () => WebhookEndpoints.DeleteAsync(connection, "other", endpoints[1].Id, CancellationToken.None))).Code);
    }

    [Fact]
    public void A_wrong_setting_is_named_with_what_is_allowed_and_a_key_is_not_said()
    {
        var result = new WebhookOptionsValidator().Validate(null, new() { EncryptionKey = "c2VjcmV0", AttemptsMax = 0, WaitingMax = 0 });

        Assert.Equal(
            [
                "Webhooks:EncryptionKey is not such a key; allowed: 32 bytes in base64.",
                "Webhooks:AttemptsMax is 0; allowed: 1 to 100.",
                "Webhooks:WaitingMax is 0; allowed: 1 to 100000.",
            ],
            result.Failures);
    }

    private static WebhookSender Sender(string environment, IPAddress[] leadsTo) =>
        new(new GuardedConnect(new(new Place(environment)), (_, _) => Task.FromResult(leadsTo)), Options.Create(new WebhookOptions()), TimeProvider.System);

    private sealed class Place(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
