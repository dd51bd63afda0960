using Imaging.Worker.Inference.Sessions;
using ServiceDefaults.Configuration;

namespace Imaging.Worker.Inference.Timing;

/// <summary>The service's program as a stopwatch: its own settings (<c>Imaging:Inference</c>), no stores, no endpoints.</summary>
internal static class TimingHost
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(1);

    public static int Run(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args[1..]);
        builder.Services.AddCheckedOptions<InferenceOptions, InferenceOptionsValidator>("Imaging:Inference");
        builder.Services.AddSingleton<ModelCatalog>().AddSingleton<IModelSessions, OnnxSessions>().AddSingleton<ModelTiming>();
        using var host = builder.Build();
        host.Services.GetRequiredService<ModelTiming>().Run(Console.Out, Each);
        return 0;
    }
}
