using EndToEnd.Fixture;
using Support;

namespace EndToEnd.Telemetry;

/// <summary>
/// Whatever the system exported or wrote while the other tests used it, and while this one does what carries secrets: no SAS,
/// no token.
/// </summary>
[Collection(SystemCollection.Name)]
public sealed class SecretsInTelemetryTests(SystemFixture system)
{
    [Fact]
    public async Task No_record_and_no_line_holds_a_SAS_or_a_hub_token()
    {
        // A browser's WebSocket has no headers: its token stands in the query.
        await using var connection = await system.ConnectAsync("eve", configure: options =>
        {
            var token = options.AccessTokenProvider!().Result;
            options.AccessTokenProvider = null;
            options.Url = new Uri($"{options.Url}?access_token={token}");
        });
        using var client = await system.As("eve");
        var imaging = new Imaging.ImagingTests(system);
        await imaging.A_corrupt_file_fails_with_a_code();

        await Eventually.BecomesAsync("spans of chat, gateway and imaging",
            () => Task.FromResult(string.Concat(system.Telemetry.Exported)),
            all => all.Contains("/hubs/chat", StringComparison.Ordinal)
                && all.Contains("imaging-worker", StringComparison.Ordinal)
                && all.Contains("/images", StringComparison.Ordinal));

        Assert.NotEmpty(system.Telemetry.Written);
        Assert.All(system.Telemetry.Everything, text =>
        {
            Assert.DoesNotContain("sig=", text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("access_token=", text, StringComparison.OrdinalIgnoreCase);
        });
    }
}
