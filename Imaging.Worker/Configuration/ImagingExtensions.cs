using ServiceDefaults.Configuration;

namespace Imaging.Worker.Configuration;

internal static class ImagingExtensions
{
    /// <summary>
    /// Most that a stop may take: to hand back what is in work. The orchestrator kills a service after about 12 seconds, and handing
    /// over the last telemetry comes after this.
    /// </summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    public static IServiceCollection AddImagingOptions(this IServiceCollection services) => services
        .AddCheckedOptions<ImagingOptions, ImagingOptionsValidator>("Imaging")
        .Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);

    /// <summary>
    /// The role decides what is registered, which is before settings are checked; a wrong one counts as <see cref="ImagingRole.All"/>
    /// here and stops the start a moment later.
    /// </summary>
    public static ImagingRole ImagingRole(this IConfiguration configuration) =>
        Enum.TryParse<ImagingRole>(configuration[$"Imaging:{nameof(ImagingOptions.Role)}"], ignoreCase: true, out var role) ? role : default;
}
