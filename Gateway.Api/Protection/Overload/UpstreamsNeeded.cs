namespace Gateway.Api.Protection.Overload;

/// <summary>Metadata of a composed answer's endpoint.</summary>
/// <param name="Name">The composition.</param>
/// <param name="Services">Services without whose answer, now, it has none; as service discovery knows them.</param>
internal sealed record UpstreamsNeeded(string Name, IReadOnlyList<string> Services);
