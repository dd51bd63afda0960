using AppHost.Publishing;

namespace AppHost.Backing;

/// <summary>The stores that services are given; the same names and connection strings in every flavour.</summary>
internal sealed record BackingServices(
    IResourceBuilder<IResourceWithConnectionString> Redis,
    IResourceBuilder<IResourceWithConnectionString> ChatDatabase,
    IResourceBuilder<IResourceWithConnectionString> ImagingDatabase,
    IResourceBuilder<IResourceWithConnectionString> Blobs,
    IResourceBuilder<IResourceWithConnectionString> Queues)
{
    /// <summary>What a deployment stands on; <c>null</c> in a run.</summary>
    public AzureSite? Azure { get; init; }
}
