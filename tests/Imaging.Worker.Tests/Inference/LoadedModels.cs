using Imaging.Worker.Inference;
using Imaging.Worker.Tests.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace Imaging.Worker.Tests.Inference;

/// <summary>All models on the CPU, loaded once for all tests of a class.</summary>
public sealed class LoadedModels : IAsyncLifetime
{
    internal ServiceProvider Services { get; } = Workbench.Services(
        ("Imaging:Inference:Device", "cpu"), ("Imaging:Presets:all:Steps:0:Do", "moderate"), ("Imaging:Presets:all:Steps:1:Do", "faces"),
        ("Imaging:Presets:all:Steps:2:Do", "ocr"), ("Imaging:Presets:all:Steps:3:Do", "embed"));

    internal Models Models => Services.GetRequiredService<Models>();

    public async ValueTask InitializeAsync() => await Models.LoadAsync();

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();
}
