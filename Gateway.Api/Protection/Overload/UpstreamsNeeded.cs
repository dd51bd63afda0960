namespace Gateway.Api.Protection.Overload;

/// <summary>Metadata of a composed answer's endpoint.</summary>
/// <param name="Name">The composition.</param>
/// <param name="Services">Services without which it has no answer, as service discovery knows them.</param>
internal sealed record UpstreamsNeeded(string Name, IReadOnlyList<string> Services)
{
    /// <param name="name">The composition.</param>
    /// <param name="origins">Of its required parts, such as <c>https+http://pricing</c>.</param>
    public static UpstreamsNeeded By(string name, IEnumerable<string> origins) =>
        new(name, [.. origins.Select(origin => origin[(origin.IndexOf("://", StringComparison.Ordinal) + 3)..]).Distinct()]);
}
