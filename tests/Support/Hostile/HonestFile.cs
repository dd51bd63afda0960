namespace Support.Hostile;

/// <summary>A sound picture that is to be spoilt.</summary>
/// <param name="Format">Such as <c>jpeg</c>, or <c>webp-lossless</c>: unique.</param>
/// <param name="ContentType">Its own type.</param>
/// <param name="Bytes">The file.</param>
public sealed record HonestFile(string Format, string ContentType, byte[] Bytes);
