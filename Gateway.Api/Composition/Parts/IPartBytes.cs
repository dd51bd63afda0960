namespace Gateway.Api.Composition.Parts;

/// <summary>Where the bytes of a part's body come from.</summary>
internal interface IPartBytes
{
    /// <summary>Bytes of the body; 0 at its end.</summary>
    /// <exception cref="IOException">It is not whole.</exception>
    ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken);
}

/// <summary>The bytes of a stream.</summary>
internal readonly struct StreamBytes(Stream stream) : IPartBytes
{
    public ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken) => stream.ReadAsync(target, cancellationToken);
}
