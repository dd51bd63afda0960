namespace Support.Hostile;

/// <summary>A file that was made to hurt whoever decodes it.</summary>
/// <param name="Name">What it is, unique in its corpus.</param>
/// <param name="ContentType">What its sender says that it is.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Code">The one right answer; null: any code of the pipeline, or success.</param>
/// <param name="IsHeavy">True: honest decoding alone takes a second or more.</param>
public sealed record HostileFile(string Name, string ContentType, byte[] Bytes, string? Code = null, bool IsHeavy = false);
