using Imaging.Worker.Configuration;
using Imaging.Worker.Inference;
using Imaging.Worker.Pipeline.Gate;
using Imaging.Worker.Pipeline.Isolation;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.Options;
using ServiceDefaults.Configuration;

namespace Imaging.Worker.Pipeline;

internal static class PipelineExtensions
{
    private const string EngineSection = "Imaging:Engine";

    /// <summary>All that processes images: presets, child processes, models. Loads the models at start.</summary>
    public static IServiceCollection AddImagePipeline(this IServiceCollection services)
    {
        services.AddImagePresets();
        services.AddInference();
        services.AddSingleton<WorkerCapacity>();
        services.AddSingleton<EngineUse>();
        services.AddSingleton<EnginePool>();
        services.AddSingleton<ImagePipeline>();
        return services;
    }

    /// <summary>Only the names and hashes of presets, for a process that takes orders and works none; loads no model. May be called twice.</summary>
    public static IServiceCollection AddImagePresets(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(PresetCatalog)))
        {
            return services;
        }

        services.AddCheckedOptions<LimitsOptions, LimitsOptionsValidator>("Imaging:Limits");
        services.AddCheckedOptions<IsolationOptions, IsolationOptionsValidator>(EngineSection);
        // Imaging:Engine=ImageSharp is the short way to write Imaging:Engine:Library=ImageSharp.
        services.AddOptions<IsolationOptions>().Configure<IConfiguration>(
            (options, configuration) => options.Library = configuration[EngineSection] is { Length: > 0 } library ? library : options.Library);
        services.AddCheckedOptions<InferenceOptions, InferenceOptionsValidator>("Imaging:Inference");
        services.AddCheckedOptions<PresetsOptions, PresetsOptionsValidator>("Imaging");
        services.AddSingleton<IPostConfigureOptions<PresetsOptions>, ShippedPresets>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<PresetCatalog>();
        return services;
    }
}
