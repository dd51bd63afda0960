namespace Gateway.Api.Composition.Parts;

/// <summary>What the plan says that a status means.</summary>
internal enum StatusMeaning
{
    /// <summary>The part failed.</summary>
    Failed,

    /// <summary>There is no such thing.</summary>
    NotFound,

    /// <summary>The part is <c>null</c>.</summary>
    Null,

    /// <summary>The part is left out and not missed.</summary>
    Skip,

    /// <summary>Where the part is required, the client gets the same status.</summary>
    Pass,
}
