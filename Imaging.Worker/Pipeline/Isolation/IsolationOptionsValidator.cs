using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Pipeline.Presets;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Pipeline.Isolation;

internal sealed class IsolationOptionsValidator : IValidateOptions<IsolationOptions>
{
    private const int ProcessesMost = 256;
    private const int ImagesMost = 1_000_000;

    public ValidateOptionsResult Validate(string? name, IsolationOptions options)
    {
        if (!WrittenNames.TryRead<PixelLibrary>(options.Library, out _))
        {
            return ValidateOptionsResult.Fail($"Imaging:Engine:Library is '{options.Library}'; allowed: libvips, ImageSharp.");
        }

        if (options.ProcessesMax is < 1 or > ProcessesMost)
        {
            return ValidateOptionsResult.Fail($"Imaging:Engine:ProcessesMax is {options.ProcessesMax}; allowed: 1 to {ProcessesMost} processes.");
        }

        return options.ImagesPerProcessMax is < 1 or > ImagesMost
            ? ValidateOptionsResult.Fail($"Imaging:Engine:ImagesPerProcessMax is {options.ImagesPerProcessMax}; allowed: 1 to {ImagesMost} images.")
            : ValidateOptionsResult.Success;
    }
}
