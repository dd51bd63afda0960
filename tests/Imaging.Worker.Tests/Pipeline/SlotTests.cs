using Imaging.Worker.Configuration;
using Imaging.Worker.Pipeline.Isolation;
using Microsoft.Extensions.DependencyInjection;

namespace Imaging.Worker.Tests.Pipeline;

public sealed class SlotTests
{
    [Theory]
    // The GPU is the narrowest: one.
    [InlineData("Imaging:GpuSlots", "1", 1)]
    // Memory that nothing has: one all the same, or the queue would stand.
    [InlineData("Imaging:MemoryPerImageMb", "1000000", 1)]
    [InlineData("Imaging:Engine:ProcessesMax", "7", 7)]
    public void Engines_are_as_many_as_the_slots_unless_a_number_is_set(string key, string value, int engines)
    {
        using var services = Workbench.Services((key, value));

        Assert.Equal(engines, services.GetRequiredService<EnginePool>().ProcessesMax);
    }

    [Fact]
    public void Half_a_core_per_image_gives_two_engines_per_core()
    {
        using var services = Workbench.Services(("Imaging:CoresPerWorker", "0.5"), ("Imaging:MemoryPerImageMb", "16"));

        Assert.Equal(2 * Environment.ProcessorCount, services.GetRequiredService<WorkerCapacity>().Slots);
        Assert.Equal(2 * Environment.ProcessorCount, services.GetRequiredService<EnginePool>().ProcessesMax);
    }
}
