using Bench.Lab.Results;
using static Bench.Lab.Reports.Figures;

namespace Bench.Lab.Reports;

/// <summary>What a curve shows, with its fit in words.</summary>
internal static class CurveCaption
{
    public static string Of(Curve curve)
    {
        var fit = curve.Fit is { } law
            ? $" Universal Scalability Law: one gives {Short(law.Lambda)}, contention {Short(law.Sigma)}, coherence {Short(law.Kappa)}"
                + $"{(law.PeakAt is { } peak ? $", highest at {Short(peak)}" : "")}, R² {Short(law.RSquared)}."
            : "";
        return $"{curve.Name}.{fit}{(curve.Note is { } note ? $" {note}" : "")}";
    }
}
