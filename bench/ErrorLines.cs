namespace Bench;

/// <summary>Standard error: one line per thing that is wrong.</summary>
internal sealed class ErrorLines(TextWriter writer)
{
    /// <summary>Writes each of <paramref name="lines"/>.</summary>
    public void Write(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            writer.WriteLine(line);
        }
    }
}
