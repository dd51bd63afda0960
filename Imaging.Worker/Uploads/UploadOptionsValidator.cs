using Imaging.Worker.Configuration;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Uploads;

internal sealed class UploadOptionsValidator : IValidateOptions<UploadOptions>
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, UploadOptions options) => Bounds.Check("Imaging:Uploads", check =>
    {
        check.Within("LengthMax", options.LengthMax, 1_024, 5L * 1024 * 1024 * 1024)
            .Within("TicketLifetime", options.TicketLifetime, TimeSpan.FromSeconds(1), Day)
            .Within("UploadTimeMax", options.UploadTimeMax, options.TicketLifetime, 7 * Day)
            .Within("ReadLifetime", options.ReadLifetime, TimeSpan.FromSeconds(1), Day)
            .Within("PendingPerOwnerMax", options.PendingPerOwnerMax, 1, 100_000)
            .Within("BytesPerOwnerPerDayMax", options.BytesPerOwnerPerDayMax, options.LengthMax, long.MaxValue / 2)
            .Within("EventStreamsMax", options.EventStreamsMax, 1, 100_000)
            .Within("Heartbeat", options.Heartbeat, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1));
        foreach (var origin in options.AllowedOrigins)
        {
            check.That("AllowedOrigins", origin, IsOrigin(origin), "http or https addresses without a path, such as http://localhost:8080");
        }
    });

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && origin == address.GetLeftPart(UriPartial.Authority);
}
