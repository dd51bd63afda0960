namespace Capacity;

/// <summary>Marks a number that a profile states: its unit and what is allowed.</summary>
/// <remarks>A property that has siblings of the same name with <c>Min</c> and <c>Max</c> behind it must also lie between the two.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute(string unit, double min, double max) : Attribute
{
    /// <summary>Unit of the value, such as <c>ms</c>.</summary>
    public string Unit { get; } = unit;

    /// <summary>Smallest value allowed.</summary>
    public double Min { get; } = min;

    /// <summary>Largest value allowed.</summary>
    public double Max { get; } = max;
}
