using ServiceDefaults.Configuration;

namespace Imaging.Worker.Configuration;

internal static class ImagingExtensions
{
    public static IServiceCollection AddImagingOptions(this IServiceCollection services) =>
        services.AddCheckedOptions<ImagingOptions, ImagingOptionsValidator>("Imaging");

    /// <summary>
    /// The role decides what is registered, which is before settings are checked; a wrong one counts as <see cref="ImagingRole.All"/>
    /// here and stops the start a moment later.
    /// </summary>
    public static ImagingRole ImagingRole(this IConfiguration configuration) =>
        Enum.TryParse<ImagingRole>(configuration[$"Imaging:{nameof(ImagingOptions.Role)}"], ignoreCase: true, out var role) ? role : default;
}
