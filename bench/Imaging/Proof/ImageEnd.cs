namespace Bench.Imaging.Proof;

/// <summary>Everything that is known about how one image ended: its row, what stands at its manifest's address, its poison records.</summary>
internal sealed record ImageEnd
{
    public required string Id { get; init; }

    /// <summary>Status of the row; null: there is no row.</summary>
    public string? Status { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>The upload was accepted: a client has the answer, or sent an event that storage had confirmed.</summary>
    public bool IsAccepted { get; init; } = true;

    /// <summary>What stands at the manifest's address; null: nothing.</summary>
    public Standing? Manifest { get; init; }

    /// <summary>The row's manifest names the same derivatives as the blob.</summary>
    public bool RowAgrees { get; init; } = true;

    /// <summary>Variants that the manifest names and storage lacks, or has with another length.</summary>
    public IReadOnlyList<string> MissingVariants { get; init; } = [];

    /// <summary>Ids of poison records, copies included.</summary>
    public IReadOnlyList<string> PoisonRecords { get; init; } = [];

    /// <summary>Ends that its owner's webhook outbox was given.</summary>
    public int EndsTold { get; init; } = 1;

    public bool HasPoison => PoisonRecords.Count > 0;
}

/// <summary>What a blob at a manifest's address is.</summary>
internal enum Standing
{
    /// <summary>The derivatives of the image.</summary>
    Manifest,

    /// <summary>The word that it was given up.</summary>
    GivenUp,
}
