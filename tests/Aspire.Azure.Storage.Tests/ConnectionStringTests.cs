using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Support.Servers;

namespace Aspire.Azure.Storage.Tests;

public sealed class ConnectionStringTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task An_account_string_reaches_blobs_and_queues()
    {
        var builder = TestHost.With(("ConnectionStrings:blobs", azurite.ConnectionString), ("ConnectionStrings:queues", azurite.ConnectionString));
        builder.AddAzureBlobServiceClient("blobs");
        builder.AddAzureQueueServiceClient("queues");
        using var host = builder.Build();

        var container = host.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient("accountstring");
        await container.CreateAsync();
        await container.UploadBlobAsync("a", BinaryData.FromString("bytes"));
        Assert.Equal("bytes", (await container.GetBlobClient("a").DownloadContentAsync()).Value.Content.ToString());

        var queue = host.Services.GetRequiredService<QueueServiceClient>().GetQueueClient("accountstring");
        await queue.CreateAsync();
        await queue.SendMessageAsync("message");
        Assert.Equal("message", (await queue.ReceiveMessageAsync()).Value.MessageText);
    }

    [Fact]
    public async Task An_account_string_with_a_name_reaches_that_container_and_that_queue()
    {
        var builder = TestHost.With(
            ("ConnectionStrings:uploads", $"{azurite.ConnectionString}ContainerName=uploads"),
            ("ConnectionStrings:images", $"QueueName=images;{azurite.ConnectionString}"));
        builder.AddAzureBlobContainerClient("uploads");
        builder.AddAzureQueue("images");
        using var host = builder.Build();

        var container = host.Services.GetRequiredService<BlobContainerClient>();
        var queue = host.Services.GetRequiredService<QueueClient>();
        Assert.Equal("uploads", container.Name);
        Assert.Equal("images", queue.Name);
        Assert.True((await container.CreateAsync()).HasValue);
        Assert.Equal(201, (await queue.CreateAsync()).Status);
    }

    [Fact]
    public void An_address_is_used_with_a_credential()
    {
        var builder = TestHost.With(
            ("ConnectionStrings:blobs", "https://account.blob.core.windows.net/"),
            ("ConnectionStrings:queues", "https://account.queue.core.windows.net/"));
        builder.AddAzureBlobServiceClient("blobs", settings => settings.Credential = new NoCredential());
        builder.AddAzureQueueServiceClient("queues", settings => settings.Credential = new NoCredential());
        using var host = builder.Build();

        var blobs = host.Services.GetRequiredService<BlobServiceClient>();
        Assert.Equal("https://account.blob.core.windows.net/", blobs.Uri.ToString());
        Assert.False(blobs.CanGenerateAccountSasUri);
        Assert.Equal("https://account.queue.core.windows.net/", host.Services.GetRequiredService<QueueServiceClient>().Uri.ToString());
    }

    [Theory]
    [InlineData("Endpoint=https://account.blob.core.windows.net/;ContainerName=c")]
    [InlineData("containername=c; endpoint = https://account.blob.core.windows.net ;")]
    public void An_address_with_a_name_is_one_container(string connectionString)
    {
        var builder = TestHost.With(("ConnectionStrings:c", connectionString));
        builder.AddAzureBlobContainerClient("c");
        using var host = builder.Build();

        Assert.Equal("https://account.blob.core.windows.net/c", host.Services.GetRequiredService<BlobContainerClient>().Uri.ToString());
    }

    [Fact]
    public void An_address_with_a_name_is_one_queue()
    {
        var builder = TestHost.With(("ConnectionStrings:q", "Endpoint=https://account.queue.core.windows.net/;QueueName=q"));
        builder.AddAzureQueue("q");
        using var host = builder.Build();

        Assert.Equal("https://account.queue.core.windows.net/q", host.Services.GetRequiredService<QueueClient>().Uri.ToString());
    }

    [Fact]
    public void Keyed_clients_stand_beside_each_other()
    {
        var builder = TestHost.With(
            ("ConnectionStrings:one", "https://one.blob.core.windows.net/"), ("ConnectionStrings:two", "https://two.blob.core.windows.net/"));
        builder.AddKeyedAzureBlobServiceClient("one");
        builder.AddKeyedAzureBlobServiceClient("two");
        using var host = builder.Build();

        Assert.Equal("one", host.Services.GetRequiredKeyedService<BlobServiceClient>("one").AccountName);
        Assert.Equal("two", host.Services.GetRequiredKeyedService<BlobServiceClient>("two").AccountName);
    }

    [Fact]
    public void A_missing_connection_or_name_is_said_when_the_client_is_asked_for()
    {
        var builder = TestHost.With(
            ("ConnectionStrings:container", "Endpoint=https://account.blob.core.windows.net/"),
            ("ConnectionStrings:queue", "Endpoint=https://account.queue.core.windows.net/"));
        builder.AddAzureBlobServiceClient("blobs");
        builder.AddAzureQueueServiceClient("queues");
        builder.AddAzureBlobContainerClient("container");
        builder.AddAzureQueue("queue");
        using var host = builder.Build();

        Assert.Contains("ConnectionStrings:blobs", Refused<BlobServiceClient>(host));
        Assert.Contains("ConnectionStrings:queues", Refused<QueueServiceClient>(host));
        Assert.Contains("'ContainerName' is in 'ConnectionStrings:container'", Refused<BlobContainerClient>(host));
        Assert.Contains("'QueueName' is in 'ConnectionStrings:queue'", Refused<QueueClient>(host));
    }

    private static string Refused<T>(IHost host)
        where T : notnull =>
        Assert.Throws<InvalidOperationException>(() => host.Services.GetRequiredService<T>()).Message;

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
