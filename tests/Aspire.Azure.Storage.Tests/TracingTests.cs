using System.Diagnostics;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Support.Servers;

namespace Aspire.Azure.Storage.Tests;

public sealed class TracingTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_blob_request_is_a_span()
    {
        var spans = new SpanList();
        var builder = TestHost.With(("ConnectionStrings:blobs", azurite.ConnectionString));
        builder.AddAzureBlobServiceClient("blobs");
        builder.Services.AddOpenTelemetry().WithTracing(tracing => tracing.AddProcessor(spans));
        using var host = builder.Build();
        await host.StartAsync();

        await host.Services.GetRequiredService<BlobServiceClient>().CreateBlobContainerAsync("traced");
        host.Services.GetRequiredService<TracerProvider>().ForceFlush();

        Assert.Contains(spans.Names, name => name.Contains("BlobContainerClient", StringComparison.Ordinal));
        await host.StopAsync();
    }

    private sealed class SpanList : BaseProcessor<Activity>
    {
        private readonly Lock exclusive = new();
        private readonly List<string> names = [];

        public IReadOnlyList<string> Names
        {
            get
            {
                lock (exclusive)
                {
                    return [.. names];
                }
            }
        }

        public override void OnEnd(Activity data)
        {
            lock (exclusive)
            {
                names.Add($"{data.Source.Name} {data.DisplayName}");
            }
        }
    }
}
