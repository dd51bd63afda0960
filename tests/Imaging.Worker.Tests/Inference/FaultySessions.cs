using System.Collections.Concurrent;
using System.Reflection;
using Imaging.Worker.Inference;
using Imaging.Worker.Inference.Sessions;
using Microsoft.ML.OnnxRuntime;

namespace Imaging.Worker.Tests.Inference;

/// <summary>Stands in for a runtime whose GPU fails: answers a picture's first byte, or throws what it is told to.</summary>
internal sealed class FaultySessions : IModelSessions
{
    /// <summary>What ONNX Runtime throws; its own constructor is not public.</summary>
    public static readonly Exception OutOfMemory = RuntimeError("CUDA failure 2: out of memory ; GPU=0");

    /// <summary>Asked when a model is opened on a device.</summary>
    public Func<string, Exception?> OpenFault { get; set; } = _ => null;

    /// <summary>Asked when pictures are run on a device.</summary>
    public Func<string, IReadOnlyList<Pixels>, Exception?> RunFault { get; set; } = (_, _) => null;

    /// <summary>Devices that were run on, and how many pictures at once.</summary>
    public ConcurrentQueue<(string Device, int Pictures)> Runs { get; } = new();

    public InferenceDevice ChooseDevice() => new(InferenceDevice.Cuda, "CUDA loads.");

    public IModelSession Open(ModelDescription model, string folder, string device) =>
        OpenFault(device) is { } fault ? throw fault : new Session(this, device);

    public static OnnxRuntimeException RuntimeError(string message)
    {
        var constructor = typeof(OnnxRuntimeException)
            .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single(candidate => candidate.GetParameters().Length == 2);
        return (OnnxRuntimeException)constructor.Invoke([Enum.ToObject(constructor.GetParameters()[0].ParameterType, 1), message]);
    }

    private sealed class Session(FaultySessions owner, string device) : IModelSession
    {
        private bool disposed;

        public IReadOnlyList<float[][]> Run(IReadOnlyList<Pixels> pictures)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            owner.Runs.Enqueue((device, pictures.Count));
            return owner.RunFault(device, pictures) is { } fault
                ? throw fault
                : [.. pictures.Select(picture => new[] { new[] { (float)picture.Rgb[0] } })];
        }

        public void Dispose() => disposed = true;
    }
}
