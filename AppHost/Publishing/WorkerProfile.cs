using AppHost.Start;
using Capacity;

namespace AppHost.Publishing;

/// <summary>On what the image worker runs (<c>Azure:WorkerProfile</c>): as Container Apps sell it.</summary>
/// <param name="Name">Type of the workload profile.</param>
/// <param name="Node">A whole node, of which a worker takes all; <c>null</c>: sizes from 0.25 to 4 cores with 2 GiB each.</param>
/// <param name="HasGpu">Whether a node has a GPU.</param>
internal sealed record WorkerProfile(string Name, ContainerSize? Node, bool HasGpu)
{
    private const string Key = "Azure:WorkerProfile";

    private static readonly WorkerProfile[] Sold =
    [
        new("Consumption", null, HasGpu: false),
        new("Consumption-GPU-NC8as-T4", new(8, 56), HasGpu: true),
        new("Consumption-GPU-NC24-A100", new(24, 220), HasGpu: true),
        new("D4", new(4, 16), HasGpu: false),
        new("D8", new(8, 32), HasGpu: false),
        new("D16", new(16, 64), HasGpu: false),
        new("D32", new(32, 128), HasGpu: false),
        new("E4", new(4, 32), HasGpu: false),
        new("E8", new(8, 64), HasGpu: false),
        new("E16", new(16, 128), HasGpu: false),
        new("E32", new(32, 256), HasGpu: false),
    ];

    /// <summary>Name of the profile inside the environment.</summary>
    public string NameInEnvironment => Node is null ? "Consumption" : "worker";

    /// <exception cref="StartRefusedException">Nobody sells it.</exception>
    public static WorkerProfile Find(string? name) => Sold.FirstOrDefault(profile => profile.Name == (name ?? Sold[0].Name))
        ?? throw new StartRefusedException($"{Key} is '{name}'; allowed: {string.Join(", ", Sold.Select(profile => profile.Name))}.");

    /// <summary>The plan of the workers on such nodes; everything else stays as it is.</summary>
    public DeploymentPlan Apply(CapacityProfile profile)
    {
        // A GPU that the deployment does not have must not bound, or be promised to, anybody.
        var server = HasGpu ? profile.Imaging.Server : profile.Imaging.Server with { GpuSlots = null };
        var deployed = profile with { Imaging = profile.Imaging with { Server = server } };
        var plan = DeploymentPlan.From(deployed);
        if (Node is null)
        {
            return plan;
        }

        var rules = profile.Deployment with { ReplicaCoresMax = Node.Cores, MemoryGibibytesPerCore = Node.MemoryGibibytes / Node.Cores };
        var workers = DeploymentPlan.From(deployed with { Deployment = rules }).Imaging;
        return plan with { Imaging = workers with { ApiContainer = plan.Imaging.ApiContainer, WorkerContainer = Node } };
    }
}
