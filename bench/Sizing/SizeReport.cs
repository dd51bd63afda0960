using Capacity;

namespace Bench.Sizing;

/// <summary>What <c>size</c> answers, before it becomes tables or JSON.</summary>
internal sealed record SizeReport(CapacityProfile Profile, IReadOnlyList<ServiceReport> Services, DeploymentPlan Deployment)
{
    public static SizeReport Of(CapacityProfile profile)
    {
        var (chat, imaging, gateway) = (profile.Chat.Estimate(), profile.Imaging.Estimate(), profile.Gateway.Estimate());
        return new(
            profile,
            [
                new("Chat", chat.Figures, chat.Fit, profile.Chat.Server),
                new("Imaging", imaging.Figures, imaging.Fit, profile.Imaging.Server),
                new("Gateway", gateway.Figures, gateway.Fit, profile.Gateway.Server),
            ],
            DeploymentPlan.From(profile));
    }
}

/// <summary>One service: its figures and how they fit its server.</summary>
internal sealed record ServiceReport(string Name, IReadOnlyList<Figure> Figures, Fit Fit, ServerShape Server);
