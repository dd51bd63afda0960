using Microsoft.Extensions.Options;

namespace Imaging.Worker.Configuration;

internal sealed class ImagingOptionsValidator : IValidateOptions<ImagingOptions>
{
    public ValidateOptionsResult Validate(string? name, ImagingOptions options) => Bounds.Check("Imaging", check => check
        .That("Role", options.Role, Enum.IsDefined(options.Role), "All, Api or Worker")
        .Within("CoresPerWorker", options.CoresPerWorker, 0.05, 1_024)
        .Within("MemoryPerImageMb", options.MemoryPerImageMb, 16, 1_000_000)
        .That("GpuSlots", options.GpuSlots, options.GpuSlots is null or (>= 1 and <= 10_000), "unset, or 1 to 10000")
        .Within("DatabasePoolSize", options.DatabasePoolSize, 2, 1_000)
        .Within("StoreTimeout", options.StoreTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)));
}
