using Azure.Storage.Blobs;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Azure.Storage.Tests;

/// <summary>Section, named section, connection string, delegate: the later one wins.</summary>
public sealed class PrecedenceTests
{
    private const string Section = "Aspire:Azure:Storage:Blobs";

    private static readonly (string Key, string Value)[] Sources =
    [
        ($"{Section}:ServiceUri", "https://section.blob.core.windows.net/"),
        ($"{Section}:blobs:ServiceUri", "https://named.blob.core.windows.net/"),
        ("ConnectionStrings:blobs", "https://connection.blob.core.windows.net/"),
    ];

    [Theory]
    [InlineData(1, "section")]
    [InlineData(2, "named")]
    [InlineData(3, "connection")]
    public void The_later_source_wins(int sources, string account)
    {
        var builder = TestHost.With(Sources[..sources]);
        builder.AddAzureBlobServiceClient("blobs");
        using var host = builder.Build();

        Assert.Equal(account, host.Services.GetRequiredService<BlobServiceClient>().AccountName);
    }

    [Fact]
    public void The_delegate_has_the_last_word()
    {
        var builder = TestHost.With(Sources);
        builder.AddAzureBlobServiceClient("blobs", settings => settings.ServiceUri = new("https://delegate.blob.core.windows.net/"));
        using var host = builder.Build();

        Assert.Equal("delegate", host.Services.GetRequiredService<BlobServiceClient>().AccountName);
    }

    [Fact]
    public void A_connection_string_replaces_the_account_string_of_a_section()
    {
        var builder = TestHost.With(
            ($"{Section}:ConnectionString", "DefaultEndpointsProtocol=https;AccountName=section;AccountKey=a2V5;EndpointSuffix=core.windows.net"),
            ("ConnectionStrings:blobs", "https://connection.blob.core.windows.net/"));
        builder.AddAzureBlobServiceClient("blobs");
        using var host = builder.Build();

        Assert.Equal("connection", host.Services.GetRequiredService<BlobServiceClient>().AccountName);
    }

    [Fact]
    public void Client_options_come_from_both_sections_and_then_the_delegate()
    {
        BlobClientOptions? seen = null;
        var builder = TestHost.With(
            ("ConnectionStrings:blobs", "https://account.blob.core.windows.net/"),
            ($"{Section}:ClientOptions:Retry:MaxRetries", "7"),
            ($"{Section}:ClientOptions:Diagnostics:ApplicationId", "section"),
            ($"{Section}:blobs:ClientOptions:Diagnostics:ApplicationId", "named"));
        builder.AddAzureBlobServiceClient("blobs", configureClientBuilder: client => client.ConfigureOptions(options => seen = options));
        using var host = builder.Build();
        host.Services.GetRequiredService<BlobServiceClient>();

        Assert.Equal((7, "named"), (seen!.Retry.MaxRetries, seen.Diagnostics.ApplicationId));
    }
}
