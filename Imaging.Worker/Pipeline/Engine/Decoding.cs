using NetVips;
using SixLabors.ImageSharp.Memory;

namespace Imaging.Worker.Pipeline.Engine;

/// <summary>ImageSharp at work on bytes that are not to be trusted.</summary>
internal static class Decoding
{
    /// <summary>A damaged file makes ImageSharp throw exceptions of many types (index, overflow, its own): all mean the same.</summary>
    /// <exception cref="ImageRejectedException">With code <c>image-corrupt</c>.</exception>
    public static T Guarded<T>(Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception exception) when (IsOfTheFile(exception))
        {
            throw new ImageRejectedException(PipelineErrorCodes.ImageCorrupt, $"The image could not be decoded: {exception.Message}");
        }
    }

    private static bool IsOfTheFile(Exception exception) => exception
        is not OutOfMemoryException and not InvalidMemoryOperationException and not FileNotFoundException and not VipsException and not ImageRejectedException;
}
