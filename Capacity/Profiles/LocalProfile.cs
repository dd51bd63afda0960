namespace Capacity;

/// <summary>
/// Defaults of run mode: the seed's load on a developer's machine of 4 cores and 8 GB without GPU, with two chat nodes, one of
/// everything else, and image workers of 1 core and 300 MB, which is what the pipeline takes when measured.
/// </summary>
public static class LocalProfile
{
    /// <summary>The profile, named <c>local</c>.</summary>
    public static CapacityProfile Profile { get; } = On(new() { Cores = 4, MemoryMegabytes = 8_000 });

    /// <summary>The same on another machine.</summary>
    public static CapacityProfile On(ServerShape machine)
    {
        var seed = SeedProfile.Profile;
        return seed with
        {
            Name = "local",
            Chat = seed.Chat with { Server = machine },
            Imaging = seed.Imaging with
            {
                Costs = seed.Imaging.Costs with { CoresPerWorker = 1, MemoryMegabytesPerImage = 300 },
                Server = machine,
            },
            Gateway = seed.Gateway with { Server = machine },
            Deployment = seed.Deployment with { GatewayReplicasMin = 1, ImagingApiReplicas = 1 },
        };
    }
}
