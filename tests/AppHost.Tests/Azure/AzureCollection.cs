namespace AppHost.Tests.Azure;

/// <summary>Tests that look at the same deployment share it.</summary>
[CollectionDefinition(nameof(Azure))]
public sealed class AzureCollection : ICollectionFixture<SeedDeployment>;
