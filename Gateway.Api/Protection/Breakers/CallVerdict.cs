namespace Gateway.Api.Protection.Breakers;

/// <summary>What a call says of its service.</summary>
internal enum CallVerdict
{
    /// <summary>Nothing: the caller left, or the call was not made.</summary>
    None,

    /// <summary>It answers.</summary>
    Good,

    /// <summary>No connection, half an answer, 500, 502 or 504.</summary>
    Failed,

    /// <summary>503, or no answer in time: a service that is down, or one that is too busy for this call and answers others.</summary>
    Busy,
}
