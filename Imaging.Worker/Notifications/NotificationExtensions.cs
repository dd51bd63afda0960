using Imaging.Worker.Configuration;
using Webhooks;

namespace Imaging.Worker.Notifications;

internal static class NotificationExtensions
{
    /// <summary>Webhooks, kept and delivered where requests are answered: what touches strangers' files calls no strangers' addresses.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services, ImagingRole role) =>
        role == ImagingRole.Worker ? services : services.AddWebhooks();
}
