using Bench.Lab.Results;

namespace Bench.Lab.Reports;

/// <summary>The part of the README between two comments that comes from the last full run.</summary>
internal static class MeasuredSection
{
    private const string Begin = "<!-- measured: made by bench report -->";
    private const string End = "<!-- end of measured -->";

    /// <summary>The text with the part replaced.</summary>
    /// <exception cref="InvalidOperationException">The two comments are not there.</exception>
    public static string Replace(string readme, LabResult result)
    {
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal);
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new InvalidOperationException($"README.md lacks {Begin} or {End} behind it.");
        }

        return $"{readme[..(begin + Begin.Length)]}\n{MachineLine.Of(result)}\n\n{MeasuredDocument.Summary(result)}{readme[end..]}";
    }
}
