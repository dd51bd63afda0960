namespace Support.Hostile;

/// <summary>Sound pictures that are said to be something else.</summary>
internal static class Lies
{
    public static IEnumerable<HostileFile> All(IReadOnlyList<HonestFile> honest) =>
        from file in honest
        from declared in honest.Select(other => other.ContentType).Distinct()
        where declared != file.ContentType
        select new HostileFile($"{file.Format} that says {declared}", declared, file.Bytes, "content-type-mismatch");
}
