using System.Globalization;
using System.Reflection;

namespace Capacity;

/// <summary>Reads the inputs of a profile and says which are not allowed.</summary>
public static class InputReader
{
    /// <summary>All numbers of <paramref name="profile"/> in the order in which they are declared.</summary>
    public static IReadOnlyList<Input> Read(CapacityProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return
        [
            .. Section("Chat", profile.Chat),
            .. Section("Imaging", profile.Imaging),
            .. Section("Gateway", profile.Gateway),
            .. Group("Deployment", "Deployment", profile.Deployment),
        ];
    }

    /// <summary>Every input of <paramref name="profile"/> that is not allowed; empty for a good profile.</summary>
    public static IReadOnlyList<Violation> Violations(CapacityProfile profile) => Check(Read(profile));

    /// <summary>Stops a calculation that would divide by zero or answer nonsense.</summary>
    internal static void Require(string section, object profile)
    {
        var violations = Check([.. Section(section, profile)]);
        if (violations.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', violations));
        }
    }

    private static List<Violation> Check(IReadOnlyList<Input> inputs)
    {
        var violations = inputs.Where(IsOutside).Select(input => new Violation(input.ShortKey, Text(input), input.Allowed)).ToList();
        violations.AddRange(inputs.Select(input => OutOfOrder(input, inputs)).OfType<Violation>());
        return violations;
    }

    // Written so that NaN is outside as well.
    private static bool IsOutside(Input input) =>
        input.Value is { } value ? !(value >= input.Min && value <= input.Max) : !input.IsOptional;

    private static Violation? OutOfOrder(Input input, IReadOnlyList<Input> inputs)
    {
        var min = inputs.FirstOrDefault(other => other.Key == input.Key + "Min");
        var max = inputs.FirstOrDefault(other => other.Key == input.Key + "Max");
        return min is null || max is null || (min.Value <= input.Value && input.Value <= max.Value)
            ? null
            : new Violation(input.ShortKey, Text(input),
                $"from {min.ShortKey} ({Text(min)}) to {max.ShortKey} ({Text(max)})");
    }

    private static IEnumerable<Input> Section(string section, object value) =>
        value.GetType().GetProperties()
            .Where(property => property.PropertyType.Namespace == nameof(Capacity))
            .SelectMany(property => Group($"{section}.{property.Name}", ShortPrefix(section, property.Name), property.GetValue(value)!));

    // A server keeps its group: "Chat.Cores" would read as if the chat needed them.
    private static string ShortPrefix(string section, string group) =>
        group == nameof(ChatProfile.Server) ? $"{section}.{group}" : section;

    private static IEnumerable<Input> Group(string prefix, string shortPrefix, object value) =>
        from property in value.GetType().GetProperties()
        let input = property.GetCustomAttribute<InputAttribute>()
        where input is not null
        let type = Nullable.GetUnderlyingType(property.PropertyType)
        select new Input(
            $"{prefix}.{property.Name}", $"{shortPrefix}.{property.Name}", AsDouble(property.GetValue(value)),
            input.Unit, input.Min, input.Max, (type ?? property.PropertyType) == typeof(int), type is not null);

    private static double? AsDouble(object? value) => value is null ? null : Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static string Text(Input input) => input.Value is { } value ? Number.Text(value) : "none";
}
