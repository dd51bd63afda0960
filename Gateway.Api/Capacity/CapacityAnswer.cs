using Capacity;

namespace Gateway.Api.Capacity;

/// <summary>Estimate beside measured, of the whole system.</summary>
/// <param name="Profile">Name of the profile that the estimate is made from.</param>
/// <param name="Services">By name: <c>chat</c>, <c>imaging</c>, <c>gateway</c>.</param>
/// <param name="At">When the figures were read.</param>
internal sealed record CapacityAnswer(string Profile, IReadOnlyDictionary<string, ServiceAnswer> Services, DateTimeOffset At);

/// <summary>One service.</summary>
/// <param name="Instances">Processes that wrote figures within the last 5 s.</param>
/// <param name="Estimate">Every figure of the estimate, with its reasoning.</param>
/// <param name="Measured">Every figure that the instances measure, combined.</param>
/// <param name="Rows">The seed's summary table: estimate beside measured.</param>
internal sealed record ServiceAnswer(
    int Instances, IReadOnlyList<EstimatedFigure> Estimate, IReadOnlyDictionary<string, MeasuredFigure> Measured, IReadOnlyList<CapacityRow> Rows);

/// <param name="Name">The member of the estimate that computes it.</param>
/// <param name="Value">How much; null where it has no end.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Formula">In words.</param>
/// <param name="Worked">With the numbers in it.</param>
internal sealed record EstimatedFigure(string Name, double? Value, string Unit, string Formula, string Worked)
{
    public static IReadOnlyList<EstimatedFigure> Of(IEnumerable<Figure> figures) => [.. figures.Select(figure => new EstimatedFigure(
        figure.Name, double.IsFinite(figure.Value) ? figure.Value : null, figure.Unit, figure.Formula, figure.Worked))];
}

/// <param name="Value">How much, in <paramref name="Unit"/>.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Combined">How the instances became one: <c>sum</c>, <c>largest</c> or <c>smallest</c>.</param>
internal sealed record MeasuredFigure(double Value, string Unit, string Combined);
