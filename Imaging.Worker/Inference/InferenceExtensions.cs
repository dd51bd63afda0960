using Imaging.Worker.Inference.Batching;
using Imaging.Worker.Inference.Sessions;
using Imaging.Worker.Inference.Steps;

namespace Imaging.Worker.Inference;

internal static class InferenceExtensions
{
    /// <summary>All models, loaded before anything else starts, and the steps that ask them.</summary>
    public static IServiceCollection AddInference(this IServiceCollection services)
    {
        services.AddSingleton<InferenceMetrics>();
        services.AddSingleton<IModelSessions, OnnxSessions>();
        services.AddSingleton<LaneFactory>();
        services.AddSingleton<Models>();
        services.AddHostedService(provider => provider.GetRequiredService<Models>());
        services.AddHealthChecks().AddCheck<InferenceHealthCheck>(InferenceHealthCheck.Name);
        services.AddSingleton<ModelSteps>();
        return services;
    }
}
