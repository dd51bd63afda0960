namespace Capacity;

/// <summary>One service with all of its figures: to print them, or to lay measured values beside them.</summary>
/// <param name="Name"><c>Chat</c>, <c>Imaging</c> or <c>Gateway</c>.</param>
/// <param name="Figures">The seed's own arithmetic, in the order of the reasoning.</param>
/// <param name="Refinement">What that leaves out.</param>
/// <param name="Fit">How it fits its server.</param>
/// <param name="Server">That server.</param>
/// <example>
/// <code>
/// var chat = ServiceSizing.Of(SeedProfile.Profile).Single(service => service.Name == "Chat");
/// chat.Figures.Single(figure => figure.Name == nameof(ChatEstimate.MessagesPerSecond)).Value   // 250
/// </code>
/// </example>
public sealed record ServiceSizing(
    string Name, IReadOnlyList<Figure> Figures, IReadOnlyList<Figure> Refinement, Fit Fit, ServerShape Server)
{
    /// <summary>The three services of <paramref name="profile"/>.</summary>
    /// <exception cref="ArgumentException">An input is not allowed; the message names each with its value and what is allowed.</exception>
    public static IReadOnlyList<ServiceSizing> Of(CapacityProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var (chat, imaging, gateway) = (profile.Chat.Estimate(), profile.Imaging.Estimate(), profile.Gateway.Estimate());
        return
        [
            new("Chat", chat.Figures, chat.Refinement.Figures, chat.Fit, profile.Chat.Server),
            new("Imaging", imaging.Figures, imaging.Refinement.Figures, imaging.Fit, profile.Imaging.Server),
            new("Gateway", gateway.Figures, gateway.Refinement.Figures, gateway.Fit, profile.Gateway.Server),
        ];
    }
}
