namespace Bench.Imaging.Proof;

/// <summary>A broken promise.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Image">Id of the image, or <c>-</c>.</param>
/// <param name="Detail">What was seen.</param>
internal sealed record ImageViolation(ImageViolationKind Kind, string Image, string Detail);

/// <summary>The promises, each by how it is broken. All counts must be 0.</summary>
internal enum ImageViolationKind
{
    /// <summary>An accepted image has neither a manifest nor a poison record, or its row is gone.</summary>
    Lost,

    /// <summary>An image has a manifest and a poison record, or two different poison records, or its owner was told of two ends.</summary>
    EndedTwice,

    /// <summary>Row, manifest, record and derivatives do not say the same.</summary>
    Contradiction,

    /// <summary>A reader saw a succeeded image without one of its derivatives, or a final status that changed.</summary>
    SeenByHalves,

    /// <summary>A sound image was refused.</summary>
    WronglyRefused,

    /// <summary>A blob or a message is left that belongs to nothing.</summary>
    Leftover,

    /// <summary>When all faults had ended, the system did not come to rest in time, or a process ended by itself.</summary>
    NotSettled,
}
