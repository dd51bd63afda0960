using System.Text.Json;
using ServiceDefaults.LiveFigures;

namespace Gateway.Api.Capacity;

/// <summary>The figures of all instances of one service, as one.</summary>
internal sealed class MeasuredService
{
    private readonly string service;

    public MeasuredService(string service, IEnumerable<InstanceFigures> all)
    {
        this.service = service;
        var own = all.Where(instance => instance.Service == service).ToList();
        Instances = own.Count;
        Figures = own.SelectMany(instance => instance.Figures)
            .GroupBy(figure => figure.Key, figure => figure.Value)
            .OrderBy(figures => figures.Key, StringComparer.Ordinal)
            .ToDictionary(figures => figures.Key, Combine);
    }

    public int Instances { get; }

    public IReadOnlyDictionary<string, MeasuredFigure> Figures { get; }

    /// <summary>The figure; null where no instance measures it now.</summary>
    public double? this[string name] => Figures.TryGetValue(name, out var figure) ? figure.Value : null;

    /// <summary>Several figures added; null where none of them is measured.</summary>
    public double? SumOf(IEnumerable<string> names) => names.Select(name => this[name]).OfType<double>().ToList() is { Count: > 0 } values
        ? values.Sum()
        : null;

    /// <summary>Why there is no such figure.</summary>
    public string WhyNot(IReadOnlyList<string> names) => Instances == 0
        ? $"No instance of {service} has written its figures within the last 5 s."
        : $"No instance of {service} has measured {string.Join(" or ", names)} within the last minute.";

    private static MeasuredFigure Combine(IEnumerable<LiveFigure> figures)
    {
        var values = figures.ToList();
        var (unit, combined) = (values[0].Unit, values[0].Combined);
        var numbers = values.Select(figure => figure.Value);
        return new(
            combined switch
            {
                Combination.Largest => numbers.Max(),
                Combination.Smallest => numbers.Min(),
                _ => numbers.Sum(),
            },
            unit, JsonNamingPolicy.CamelCase.ConvertName(combined.ToString()));
    }
}
