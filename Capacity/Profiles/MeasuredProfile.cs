using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capacity;

/// <summary>Unit costs that were measured on a machine: a profile that corrects another one.</summary>
/// <param name="Machine">Where, in words: processor, cores, memory.</param>
/// <param name="Commit">Which state of the source.</param>
/// <param name="StartedAt">When the measurement began.</param>
/// <param name="Costs">What was measured.</param>
/// <example>
/// <code>
/// var measured = new MeasuredProfile("2 cores, 8 GB", "e2dbe1b", startedAt,
///     [new("Chat.Costs.CpuMsPerMessage", "ms", Median: 0.31, Low: 0.29, High: 0.35, Runs: 5)]);
/// File.WriteAllText(MeasuredProfile.FileName, measured.Write(basedOn: "local"));
/// measured.Apply(LocalProfile.Profile).Profile!.Chat.Estimate().CpuCores   // 0.078
/// </code>
/// </example>
public sealed record MeasuredProfile(string Machine, string Commit, DateTimeOffset StartedAt, IReadOnlyList<MeasuredCost> Costs)
{
    /// <summary>The file that <c>bench calibrate</c> writes and <c>--profile measured</c> reads.</summary>
    public const string FileName = "capacity.measured.json";

    /// <summary>What the section <c>measured</c> of a profile file must look like.</summary>
    internal const string Shape = "{machine, commit, startedAt, costs: [{input, unit, median, low, high, runs}]}";

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        // Names of machines and units stay readable; the text goes to a file, never into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The measured cost that gave this input its value; <c>null</c>: it was not measured.</summary>
    public MeasuredCost? Of(Input input) => Costs.FirstOrDefault(cost => IsNamed(input, cost));

    /// <summary><paramref name="profile"/> with the medians in place of its unit costs, or what is wrong with them.</summary>
    /// <remarks>
    /// A least or most (<c>ProcessingSecondsMin</c>) that was not measured itself moves as far as it must to hold the spread of its mean.
    /// </remarks>
    public ProfileReading Apply(CapacityProfile profile)
    {
        var inputs = InputReader.Read(profile);
        var problems = Costs.Select(cost => Problem(cost, inputs)).OfType<string>().ToList();
        if (problems.Count > 0)
        {
            return ProfileReading.Refused(problems);
        }

        var changes = Values(inputs).Select(value => new Assignment("measured: ", value.Input.Key, value.Value.ToString("R", CultureInfo.InvariantCulture)));
        return ProfileReader.Change(profile, [.. changes]) with { Measured = this };
    }

    /// <summary>The text of a profile file: what differs from the built-in profile <paramref name="basedOn"/>, and the section <c>measured</c>.</summary>
    /// <param name="basedOn"><c>seed</c> or <c>local</c>: where everything comes from that was not measured.</param>
    /// <exception cref="ArgumentException">A cost is not an input, has another unit, or is not allowed; the message names each.</exception>
    public string Write(string basedOn)
    {
        var profile = ProfileReader.BuiltIn(basedOn)
            ?? throw new ArgumentException($"{nameof(basedOn)} is {basedOn}; allowed: {ProfileReader.BuiltInNames}.", nameof(basedOn));
        var problems = Apply(profile).Problems;
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems));
        }

        var file = new JsonObject { ["name"] = "measured", ["basedOn"] = basedOn };
        foreach (var (input, value) in Values(InputReader.Read(profile)))
        {
            Set(file, input, value);
        }

        file["measured"] = JsonSerializer.SerializeToNode(this, Json);
        return file.ToJsonString(Json);
    }

    private static string? Problem(MeasuredCost cost, IReadOnlyList<Input> inputs) => cost switch
    {
        _ when inputs.FirstOrDefault(input => IsNamed(input, cost)) is not { } input =>
            $"measured: {cost.Input} is not an input; allowed: the names that bench size --inputs lists.",
        _ when inputs.First(input => IsNamed(input, cost)).Unit is var unit && unit != cost.Unit =>
            $"measured: the unit of {cost.Input} is {cost.Unit}; allowed: {unit}.",
        _ when !(cost.Low <= cost.Median && cost.Median <= cost.High) =>
            $"measured: {cost.Input} is {Number.Text(cost.Median)}; allowed: from its low ({Number.Text(cost.Low)}) to its high ({Number.Text(cost.High)}).",
        { Runs: < 1 } => $"measured: the runs of {cost.Input} are {Number.Text(cost.Runs)}; allowed: 1 and more.",
        _ => null,
    };

    private static bool IsNamed(Input input, MeasuredCost cost) =>
        input.Key.Equals(cost.Input, StringComparison.OrdinalIgnoreCase) || input.ShortKey.Equals(cost.Input, StringComparison.OrdinalIgnoreCase);

    /// <summary>What each input becomes.</summary>
    private IEnumerable<(Input Input, double Value)> Values(IReadOnlyList<Input> inputs)
    {
        foreach (var input in inputs)
        {
            if (Of(input) is { } cost)
            {
                yield return (input, input.IsWhole ? Rounding.Up(cost.Median) : cost.Median);
            }
            else if (MeanOf(input, "Min", inputs) is { } aboveLeast && aboveLeast.Low < input.Value)
            {
                yield return (input, aboveLeast.Low);
            }
            else if (MeanOf(input, "Max", inputs) is { } belowMost && belowMost.High > input.Value)
            {
                yield return (input, belowMost.High);
            }
        }
    }

    /// <summary>The measured mean of which <paramref name="input"/> is the least or most.</summary>
    private MeasuredCost? MeanOf(Input input, string end, IReadOnlyList<Input> inputs) =>
        input.Key.EndsWith(end, StringComparison.Ordinal) && inputs.FirstOrDefault(mean => mean.Key == input.Key[..^end.Length]) is { } mean ? Of(mean) : null;

    private static void Set(JsonObject file, Input input, double value)
    {
        var path = input.Key.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName).ToArray();
        var group = file;
        foreach (var name in path[..^1])
        {
            group = (JsonObject)(group[name] ??= new JsonObject());
        }

        group[path[^1]] = value;
    }
}
