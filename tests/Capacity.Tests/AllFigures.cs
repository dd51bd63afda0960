namespace Capacity.Tests;

/// <summary>The figures of the seed profile by service.</summary>
internal static class AllFigures
{
    public static (object Estimate, IReadOnlyList<Figure> Figures) Of(string service)
    {
        var (chat, imaging, gateway) = (
            SeedProfile.Profile.Chat.Estimate(), SeedProfile.Profile.Imaging.Estimate(), SeedProfile.Profile.Gateway.Estimate());
        return service switch
        {
            "Chat" => (chat, chat.Figures),
            "Imaging" => (imaging, imaging.Figures),
            "Gateway" => (gateway, gateway.Figures),
            "ChatRefinement" => (chat.Refinement, chat.Refinement.Figures),
            "ImagingRefinement" => (imaging.Refinement, imaging.Refinement.Figures),
            "GatewayRefinement" => (gateway.Refinement, gateway.Refinement.Figures),
            _ => throw new ArgumentOutOfRangeException(nameof(service), service, "Chat, Imaging or Gateway, or one of their refinements"),
        };
    }
}
