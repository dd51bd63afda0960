using Bench.Lab.Results;

namespace Bench.Lab.Reports;

/// <summary>Words that the terminal, the page and the document share.</summary>
internal static class Words
{
    public static string Of(Verdict verdict) => verdict switch
    {
        Verdict.Holds => "holds",
        Verdict.Misses => "misses",
        _ => "not measured",
    };
}
