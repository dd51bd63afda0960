using Imaging.Worker.Configuration;
using Imaging.Worker.Description;
using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Notifications;
using Imaging.Worker.Similar;
using ServiceDefaults.Configuration;
using ServiceDefaults.Health;

namespace Imaging.Worker.Uploads;

internal static class UploadExtensions
{
    public static IServiceCollection AddUploads(this IServiceCollection services) => services
        .AddCheckedOptions<UploadOptions, UploadOptionsValidator>("Imaging:Uploads")
        .AddSingleton<UploadRules>()
        .AddSingleton<UploadTickets>()
        .AddSingleton<UploadCompletion>()
        .AddSingleton<QueuePlaces>()
        .AddSingleton<ImageViews>()
        .AddSingleton<EventStream>();

    /// <summary>Maps <c>/images</c>, unless this process is a worker only.</summary>
    public static WebApplication MapImaging(this WebApplication app)
    {
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<ReadinessGate>().Close);
        if (app.Configuration.ImagingRole() != ImagingRole.Worker)
        {
            var images = app.MapGroup("/images").WithTags("Images").RequireAuthorization();
            images.MapPresets();
            images.MapUploads();
            images.MapImages();
            images.MapSimilar();
            images.MapImageWebhooks();
            app.MapDescription();
        }

        return app;
    }
}
