using Imaging.Worker.Configuration;
using Imaging.Worker.Jobs.Admission;
using Imaging.Worker.Pipeline;
using ServiceDefaults.Configuration;

namespace Imaging.Worker.Jobs;

internal static class JobExtensions
{
    /// <summary>The queue, what sends to it and its events for both halves; reader and sweeper where this process works on images.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, ImagingRole role)
    {
        services
            .AddCheckedOptions<JobOptions, JobOptionsValidator>("Imaging:Jobs")
            .AddSingleton<JobQueue>()
            .AddSingleton<JobSender>()
            .AddHostedService(provider => provider.GetRequiredService<JobSender>())
            .AddSingleton<ImageEvents>()
            .AddSingleton<WorkShares>()
            .AddSingleton<Replay>()
            .AddSingleton<ImagingMetrics>();
        return role == ImagingRole.Api ? services.AddImagePresets() : services
            .AddImagePipeline()
            .AddSingleton<RunPipeline>(provider => provider.GetRequiredService<ImagePipeline>().RunAsync)
            .AddSingleton<WorkerName>()
            .AddSingleton<SlotTimes>()
            .AddSingleton<StepShares>()
            .AddSingleton<DecodedBudget>()
            .AddSingleton<GivingUp>()
            .AddSingleton<ImageWork>()
            .AddSingleton<JobRunner>()
            .AddHostedService<QueueReader>()
            .AddHostedService<Sweeper>();
    }
}
