namespace Capacity;

/// <summary>What a topology takes from a profile: replicas, pools, worker slots and container sizes.</summary>
/// <param name="Chat">The chat service.</param>
/// <param name="Imaging">The image service: its API and its workers.</param>
/// <param name="Gateway">The gateway.</param>
/// <param name="PostgresMaxConnections">PostgreSQL's <c>max_connections</c>: all pools and the reserve, <c>50 + 20 + 20 = 90</c>.</param>
/// <example>
/// In an AppHost:
/// <code>
/// var plan = DeploymentPlan.From(builder.ExecutionContext.IsRunMode ? LocalProfile.Profile : SeedProfile.Profile);
/// plan.Chat.Replicas                       // 2
/// plan.Chat.DatabasePool.Total             // 50
/// plan.Chat.DatabasePool.PerReplica        // 25
/// plan.Chat.Container.Cores                // 0.75
/// plan.Chat.Container.MemoryGibibytes      // 1.5
/// plan.Imaging.DatabasePool.PerReplica     // 10
/// plan.Imaging.CoresPerWorker              // 1
/// plan.Imaging.MemoryMegabytesPerImage     // 300
/// plan.Imaging.GpuSlots                    // null: no GPU
/// plan.Gateway.Replicas                    // 1
/// plan.PostgresMaxConnections              // 90
/// </code>
/// </example>
public sealed record DeploymentPlan(ChatPlan Chat, ImagingPlan Imaging, GatewayPlan Gateway, int PostgresMaxConnections)
{
    /// <summary>Plans the deployment of <paramref name="profile"/>.</summary>
    /// <exception cref="ArgumentException">An input is not allowed; the message names each with its value and what is allowed.</exception>
    public static DeploymentPlan From(CapacityProfile profile)
    {
        var violations = InputReader.Violations(profile);
        if (violations.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', violations), nameof(profile));
        }

        var chat = ChatPlan.From(profile.Chat, profile.Deployment);
        var imaging = ImagingPlan.From(profile.Imaging, profile.Deployment);
        var gateway = GatewayPlan.From(profile.Gateway, profile.Deployment);
        var connections = (double)chat.DatabasePool.Opened + imaging.DatabasePool.Opened + profile.Deployment.DatabaseConnectionsReserved;
        return new(chat, imaging, gateway, (int)connections);
    }
}
