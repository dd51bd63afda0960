namespace AppHost.Backing;

/// <summary>The stores that services are given; the same names and connection strings in every flavour.</summary>
internal sealed record BackingServices(
    IResourceBuilder<IResourceWithConnectionString> Redis,
    IResourceBuilder<IResourceWithConnectionString> ChatDatabase,
    IResourceBuilder<IResourceWithConnectionString> ImagingDatabase,
    IResourceBuilder<IResourceWithConnectionString> Blobs,
    IResourceBuilder<IResourceWithConnectionString> Queues);
