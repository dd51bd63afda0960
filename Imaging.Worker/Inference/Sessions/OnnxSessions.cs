using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using SessionOptions = Microsoft.ML.OnnxRuntime.SessionOptions;

namespace Imaging.Worker.Inference.Sessions;

/// <summary>Sessions of ONNX Runtime.</summary>
internal sealed class OnnxSessions(IOptions<InferenceOptions> options) : IModelSessions
{
    private readonly InferenceOptions options = options.Value;

    /// <summary>Asks the runtime whether CUDA loads; what it answers otherwise is the reason for the CPU.</summary>
    public InferenceDevice ChooseDevice()
    {
        if (options.Device == InferenceDevice.Cpu)
        {
            return new(InferenceDevice.Cpu, "Imaging:Inference:Device says so.");
        }

        try
        {
            using var settings = SettingsFor(InferenceDevice.Cuda, ofOneShape: true);
            return new(InferenceDevice.Cuda, "CUDA loads.");
        }
        catch (Exception exception) when (DeviceTrouble.Is(exception) && options.Device == InferenceDevice.Cuda)
        {
            throw new OptionsValidationException(
                "Imaging:Inference", typeof(InferenceOptions),
                [$"Imaging:Inference:Device is 'cuda', which does not load ({DeviceTrouble.ReasonOf(exception)}); allowed here: auto, cpu."]);
        }
        catch (Exception exception) when (DeviceTrouble.Is(exception))
        {
            return new(InferenceDevice.Cpu, $"CUDA does not load: {DeviceTrouble.ReasonOf(exception)}");
        }
    }

    public IModelSession Open(ModelDescription model, string folder, string device)
    {
        CpuArena.Register(options.CpuMemoryMax);
        var ofOneShape = !model.Input.IsOfAnySize && (device == InferenceDevice.Cpu || model.Batch == 1);
        using var settings = SettingsFor(device, ofOneShape);
        return new OnnxModelSession(model, folder, settings);
    }

    private SessionOptions SettingsFor(string device, bool ofOneShape)
    {
        var settings = new SessionOptions
        {
            IntraOpNumThreads = options.ThreadsPerRun,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            // A pattern is a plan of memory for one shape, kept for each that comes: many sizes or batches, many plans.
            EnableMemoryPattern = ofOneShape,
            // Errors come as exceptions too: printing them from native code would bypass the log.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        // Waiting threads sleep: a spinning one would take the core of the next image's decoder.
        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        settings.AddSessionConfigEntry("session.use_env_allocators", "1");
        // Weights stay for ever: they must not make holes in the arena.
        settings.AddSessionConfigEntry("session.use_device_allocator_for_initializers", "1");
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
            // Batches come in many sizes: an exhaustive search for each would cost seconds.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            ["gpu_mem_limit"] = options.GpuMemoryMax.ToString(CultureInfo.InvariantCulture),
        });
        settings.AppendExecutionProvider_CUDA(cuda);
    }
}
