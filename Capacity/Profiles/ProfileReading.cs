namespace Capacity;

/// <summary>What came of reading a profile.</summary>
/// <param name="Profile">The profile; <c>null</c> if anything is wrong.</param>
/// <param name="Measured">Where its unit costs were measured; <c>null</c> if nothing says so.</param>
/// <param name="Problems">Everything that is wrong, one line each: name, value, what is allowed. Empty for a good profile.</param>
public sealed record ProfileReading(CapacityProfile? Profile, MeasuredProfile? Measured, IReadOnlyList<string> Problems)
{
    internal static ProfileReading Refused(params IReadOnlyList<string> problems) => new(null, null, problems);
}
