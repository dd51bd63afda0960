using System.Globalization;

namespace Imaging.Worker.Pipeline;

/// <summary>One value of a page's <c>srcset</c>: the browser picks the file that its screen needs.</summary>
/// <param name="Set">Name of the set in the preset.</param>
/// <param name="Type">For the <c>source</c> element's <c>type</c>, such as <c>image/webp</c>.</param>
/// <param name="Line">Names of variants with their widths or densities, such as <c>w800.webp 800w, w1600.webp 1600w</c>.</param>
internal sealed record SrcSet(string Set, string Type, string Line)
{
    /// <summary>A line per set and type, the smallest file first.</summary>
    public static IReadOnlyList<SrcSet> Of(IEnumerable<Variant> variants) =>
    [
        .. variants.Where(variant => variant.Set.Length > 0)
            .GroupBy(variant => (variant.Set, variant.ContentType))
            .Select(group => new SrcSet(group.Key.Set, group.Key.ContentType, LineOf([.. group.OrderBy(variant => variant.Width)]))),
    ];

    private static string LineOf(IReadOnlyList<Variant> variants)
    {
        // A page may not mix both kinds in one line.
        var byDensity = variants.All(variant => variant.Density > 0);
        return string.Join(", ", variants.DistinctBy(variant => byDensity ? variant.Density : variant.Width)
            .Select(variant => string.Create(
                CultureInfo.InvariantCulture, $"{variant.Name} {(byDensity ? $"{variant.Density}x" : $"{variant.Width}w")}")));
    }
}
