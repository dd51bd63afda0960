using Microsoft.ML.OnnxRuntime;

namespace Imaging.Worker.Inference.Sessions;

/// <summary>Tells what the GPU, its driver, its libraries or its memory did from what a model did.</summary>
internal static class DeviceTrouble
{
    /// <summary>True where the device may be at fault.</summary>
    public static bool Is(Exception exception) =>
        exception is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException or NotSupportedException;

    /// <summary>
    /// The telling half of a line such as <c>[ErrorCode:Fail] .../provider_bridge_ort.cc:1844 ... Failed to load library
    /// libonnxruntime_providers_cuda.so with error: libcublasLt.so.13: cannot open shared object file</c>.
    /// </summary>
    public static string ReasonOf(Exception exception)
    {
        const string Marker = "with error: ";
        var line = exception.Message.Split('\n')[0].Trim();
        var marker = line.LastIndexOf(Marker, StringComparison.Ordinal);
        return marker < 0 ? line : line[(marker + Marker.Length)..];
    }
}
