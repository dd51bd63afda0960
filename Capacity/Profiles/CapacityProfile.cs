namespace Capacity;

/// <summary>Loads, costs and servers of the three services, and the rules by which they are deployed: everything that sizes come from.</summary>
/// <param name="Name">What the profile is called in reports.</param>
/// <param name="Chat">Seed A.</param>
/// <param name="Imaging">Seed B.</param>
/// <param name="Gateway">Seed C.</param>
/// <param name="Deployment">How estimates become replicas and containers.</param>
public sealed record CapacityProfile(
    string Name, ChatProfile Chat, ImagingProfile Imaging, GatewayProfile Gateway, DeploymentRules Deployment);
