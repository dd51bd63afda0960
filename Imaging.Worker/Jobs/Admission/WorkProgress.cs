using Imaging.Worker.Storage;

namespace Imaging.Worker.Jobs.Admission;

/// <summary>
/// How far one attempt is, told at each step: while neighbours or uploads have the processor an image comes forward slowly, and the time
/// since it began says too much of it.
/// </summary>
internal sealed class WorkProgress(ImageRow image, StepShares learned, WorkShares told, TimeProvider time)
{
    private readonly WorkKind kind = WorkKind.Of(image.Preset, image.Length);
    private readonly long began = time.GetTimestamp();
    private readonly List<(string Step, TimeSpan At)> steps = [];
    private readonly Lock exclusive = new();

    /// <summary>A step begins, and the one before has ended. Models may begin theirs at once.</summary>
    public void Begin(string step)
    {
        lock (exclusive)
        {
            steps.Add((step, time.GetElapsedTime(began)));
        }

        if (learned.Of(kind, step) is { } share)
        {
            told.Set(image.Id, share);
        }
    }

    /// <summary>The work succeeded.</summary>
    public void End()
    {
        lock (exclusive)
        {
            learned.Learn(kind, steps, time.GetElapsedTime(began));
        }
    }
}
