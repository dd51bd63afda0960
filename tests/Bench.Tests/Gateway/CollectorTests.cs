using Bench.Gateway.Systems;

namespace Bench.Tests.Gateway;

public sealed class CollectorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task It_counts_what_is_exported_and_ends_whatever_it_waits_for()
    {
        using var exporter = new HttpClient();
        for (var round = 1; round <= 50; round++)
        {
            var collector = Collector.Start();
            using var answer = await exporter.PostAsync(collector.Address + "/v1/traces", new ByteArrayContent(new byte[round]), TestContext.Current.CancellationToken);

            Assert.True(answer.IsSuccessStatusCode, answer.ToString());
            Assert.Equal((1, round), (collector.Requests, collector.Bytes));
            await collector.DisposeAsync().AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }
}
