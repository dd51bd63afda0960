using Hosting.LocalProcesses.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Support.Servers;

namespace Aspire.Azure.Storage.Tests;

public sealed class HealthTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task Services_are_healthy_while_they_answer_and_a_missing_container_is_not()
    {
        var builder = TestHost.With(
            ("ConnectionStrings:blobs", azurite.ConnectionString),
            ("ConnectionStrings:queues", azurite.ConnectionString),
            ("ConnectionStrings:container", $"{azurite.ConnectionString}ContainerName=missing"),
            ("ConnectionStrings:queue", $"{azurite.ConnectionString}QueueName=missing"));
        builder.AddAzureBlobServiceClient("blobs");
        builder.AddKeyedAzureBlobServiceClient("blobs");
        builder.AddAzureQueueServiceClient("queues");
        builder.AddAzureBlobContainerClient("container");
        builder.AddAzureQueue("queue");
        using var host = builder.Build();

        var report = await CheckAsync(host);
        var seen = report.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => (entry.Key, entry.Value.Status));
        Assert.Equal(
            [
                ("Azure_BlobContainerClient", HealthStatus.Unhealthy),
                ("Azure_BlobServiceClient", HealthStatus.Healthy),
                ("Azure_BlobServiceClient_blobs", HealthStatus.Healthy),
                ("Azure_QueueClient", HealthStatus.Unhealthy),
                ("Azure_QueueServiceClient", HealthStatus.Healthy),
            ],
            seen);
    }

    [Fact]
    public async Task A_service_that_is_away_is_unhealthy()
    {
        var address = $"DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:{FreePort.Next()}/a;";
        var builder = TestHost.With(
            ("ConnectionStrings:blobs", address), ("Aspire:Azure:Storage:Blobs:ClientOptions:Retry:MaxRetries", "0"));
        builder.AddAzureBlobServiceClient("blobs");
        using var host = builder.Build();

        var entry = (await CheckAsync(host)).Entries["Azure_BlobServiceClient"];
        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.NotNull(entry.Exception);
    }

    [Fact]
    public void A_client_added_twice_has_one_check_and_a_disabled_check_none()
    {
        var builder = TestHost.With(("ConnectionStrings:blobs", azurite.ConnectionString), ("ConnectionStrings:queues", azurite.ConnectionString));
        builder.AddAzureBlobServiceClient("blobs");
        builder.AddAzureBlobServiceClient("blobs");
        builder.AddAzureQueueServiceClient("queues", settings => settings.DisableHealthChecks = true);
        using var host = builder.Build();

        var checks = host.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<HealthCheckServiceOptions>>().Value.Registrations;
        Assert.Equal(["Azure_BlobServiceClient"], checks.Select(check => check.Name));
    }

    private static Task<HealthReport> CheckAsync(IHost host) =>
        host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
}
