using Capacity;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Bench.Lab.Analysis;

/// <summary>Finds what a message costs once, per node and per member (<see cref="FanOutCost"/>) from measured costs of messages.</summary>
internal static class FanOutFit
{
    private const int Unknowns = 3;

    /// <summary>
    /// Least squares of the relative errors, so that a cheap point weighs as much as a dear one. <c>null</c> where the points do not tell the
    /// three apart: fewer than three, or all with as many nodes or as many members.
    /// </summary>
    public static FanOutCost? Of(IReadOnlyList<FanOutPoint> points)
    {
        var usable = points.Where(point => point.CpuMs > 0).ToArray();
        var matrix = DenseMatrix.Create(usable.Length, Unknowns, (row, column) => Column(usable[row], column) / usable[row].CpuMs);
        if (usable.Length < Unknowns || matrix.Rank() < Unknowns)
        {
            return null;
        }

        // None of the three can be below nothing: one that noise makes negative is left out.
        return Subsets().Select(columns => Solve(usable, matrix, columns)).Where(found => found.Cost is { SendMs: >= 0, ReceiveMsPerNode: >= 0, DeliverMsPerMember: >= 0 })
            .MinBy(found => found.Error).Cost;
    }

    private static IEnumerable<int[]> Subsets() => [[0, 1, 2], [0, 1], [0, 2], [1, 2], [0], [1], [2]];

    private static (FanOutCost Cost, double Error) Solve(FanOutPoint[] points, DenseMatrix matrix, int[] columns)
    {
        var part = DenseMatrix.OfColumns(columns.Select(column => matrix.Column(column)));
        var solved = part.QR().Solve(DenseVector.Create(points.Length, 1));
        var all = Enumerable.Range(0, Unknowns).Select(column => Array.IndexOf(columns, column) is >= 0 and var at ? Clean(solved[at]) : 0).ToArray();
        var cost = new FanOutCost(all[0], all[1], all[2]);
        return (cost, points.Sum(point => Math.Pow((cost.CpuMs(point.Nodes, point.Members) / point.CpuMs) - 1, 2)));
    }

    private static double Column(FanOutPoint point, int column) => column switch { 0 => 1, 1 => point.Nodes, _ => point.Members };

    // Binary dust below nothing is nothing.
    private static double Clean(double value) => Math.Round(value, 12);
}

/// <param name="Nodes">Nodes that hold members of each room.</param>
/// <param name="Members">Members of a room.</param>
/// <param name="CpuMs">Processor time of all nodes per message, ms; their idle work left out.</param>
internal readonly record struct FanOutPoint(double Nodes, int Members, double CpuMs);
