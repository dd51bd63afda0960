namespace Support.Hostile;

/// <summary>
/// Hostile files by a seed: the same bytes on every machine, nothing from elsewhere. First those that were made by hand, each after a
/// case that hurt somebody; then sound files of every format, spoilt at random.
/// </summary>
public static class HostileCorpus
{
    /// <summary><paramref name="count"/> files, or all that were made by hand where these are more.</summary>
    public static IReadOnlyList<HostileFile> Make(IReadOnlyList<HonestFile> honest, int seed, int count, bool withHeavy)
    {
        HostileFile[] byHand =
        [
            .. Strangers.All(), .. PngBombs.All(), .. withHeavy ? PngBombs.Heavy() : [], .. GifBombs.All(), .. JpegBombs.All(honest), .. WebPBombs.All(honest), .. BmpBombs.All(),
            .. Lies.All(honest), .. Polyglots.All(honest),
        ];
        var files = byHand.Where(file => withHeavy || !file.IsHeavy).ToList();
        var random = new Random(seed);
        for (var index = 0; files.Count < count; index++)
        {
            var source = honest[index % honest.Count];
            var (change, bytes) = Mutations.Apply(source.Bytes, random, honest);
            files.Add(new($"{source.Format} {change} {index}", source.ContentType, bytes));
        }

        return files;
    }
}
