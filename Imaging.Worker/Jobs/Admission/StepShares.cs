namespace Imaging.Worker.Jobs.Admission;

/// <summary>Which share of its time an image has had when it is in the middle of a step; learned by kind from those that succeeded here.</summary>
internal sealed class StepShares
{
    /// <summary>Weight of the last image: the twentieth before it counts for next to nothing.</summary>
    private const double Newest = 0.2;

    /// <summary>Presets are few, and so are their steps; whatever comes beyond is not learned.</summary>
    private const int KindsMax = 1_000;
    private const int StepsMax = 200;

    private readonly Dictionary<WorkKind, Dictionary<string, double>> known = [];
    private readonly Lock exclusive = new();

    /// <summary>0 to 1; null: not known yet.</summary>
    public double? Of(WorkKind kind, string step)
    {
        lock (exclusive)
        {
            return known.TryGetValue(kind, out var steps) && steps.TryGetValue(step, out var share) ? share : null;
        }
    }

    /// <param name="kind">Of the image.</param>
    /// <param name="steps">When each of its steps began, in their order, as the time since the work began.</param>
    /// <param name="whole">Time of the whole work.</param>
    public void Learn(WorkKind kind, IReadOnlyList<(string Step, TimeSpan At)> steps, TimeSpan whole)
    {
        lock (exclusive)
        {
            if (whole <= TimeSpan.Zero || steps.Count > StepsMax || (known.Count == KindsMax && !known.ContainsKey(kind)))
            {
                return;
            }

            var shares = known.TryGetValue(kind, out var before) ? before : known[kind] = new(StringComparer.Ordinal);
            foreach (var ((step, at), index) in steps.Select((one, index) => (one, index)))
            {
                var until = index + 1 < steps.Count ? steps[index + 1].At : whole;
                var middle = Math.Clamp((at + until) / (2 * whole), 0, 1);
                shares[step] = shares.TryGetValue(step, out var share) ? share + (Newest * (middle - share)) : middle;
            }
        }
    }
}
