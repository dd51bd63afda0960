using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Configuration;

/// <summary>Options that are bound to a section and checked before the service starts.</summary>
public static class CheckedOptions
{
    /// <summary>
    /// Binds <typeparamref name="TOptions"/> to <paramref name="section"/>. A value that <typeparamref name="TValidator"/>
    /// refuses stops the start with one line and exit code 1 (<see cref="CheckedStart"/>).
    /// </summary>
    public static IServiceCollection AddCheckedOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddSingleton(new CheckedSection(provider => _ = provider.GetRequiredService<IOptionsMonitor<TOptions>>().CurrentValue));
        return services;
    }
}
