using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Imaging.Worker.Inference;

/// <summary>Makes ONNX Runtime's sessions for a device.</summary>
internal sealed class SessionFactory(InferenceOptions options)
{
    /// <summary>Asks the runtime whether CUDA loads; what it answers otherwise is the reason for the CPU.</summary>
    public InferenceDevice ChooseDevice()
    {
        if (options.Device == InferenceDevice.Cpu)
        {
            return new(InferenceDevice.Cpu, "Imaging:Inference:Device says so.");
        }

        try
        {
            using var settings = SettingsFor(InferenceDevice.Cuda);
            return new(InferenceDevice.Cuda, "CUDA loads.");
        }
        catch (Exception exception) when (IsMissingCuda(exception) && options.Device != InferenceDevice.Cuda)
        {
            return new(InferenceDevice.Cpu, $"CUDA does not load: {ReasonOf(exception)}");
        }
    }

    /// <summary>True where the GPU, its driver or its libraries are the trouble, not the model.</summary>
    public static bool IsMissingCuda(Exception exception) =>
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

    public InferenceSession Open(string path, string device)
    {
        using var settings = SettingsFor(device);
        return new InferenceSession(path, settings);
    }

    private SessionOptions SettingsFor(string device)
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = options.ThreadsPerRun,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            // Errors come as exceptions too: printing them from native code would bypass the log.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Waiting threads sleep: a spinning one would take the core of the next image's decoder.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        try
        {
            if (device == InferenceDevice.Cuda)
            {
                AppendCuda(settings);
            }

            return settings;
        }
        catch
        {
            settings.Dispose();
            throw;
        }
    }

    /// <summary>The arena grows by what is asked, not by doubling, and not past its limit (onnxruntime #13936: it never shrinks).</summary>
    private void AppendCuda(SessionOptions settings)
    {
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            ["device_id"] = "0",
            ["arena_extend_strategy"] = "kSameAsRequested",
            ["gpu_mem_limit"] = options.GpuMemoryMax.ToString(System.Globalization.CultureInfo.InvariantCulture),
        });
        settings.AppendExecutionProvider_CUDA(cuda);
    }
}
