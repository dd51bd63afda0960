namespace Peers.Imaging;

/// <summary>Makes three derivatives of each photograph that it is asked for, so many at once.</summary>
internal static class DerivativeServer
{
    /// <param name="args">Of the program.</param>
    /// <param name="make">Given a photograph and the beginning of the path of what is made of it.</param>
    public static async Task<int> RunAsync(string[] args, Action<string, string> make)
    {
        var builder = WebApplication.CreateBuilder(args);
        await using var app = builder.Build();
        app.MapGet("/health", () => "Healthy");
        app.MapPost("/derivatives", (Work work) => Parallel.ForEach(
            work.Photographs.Index(), new ParallelOptions { MaxDegreeOfParallelism = work.AtOnce },
            photograph => make(photograph.Item, Path.Combine(work.Folder, $"peer-{photograph.Index}"))).IsCompleted);
        await app.RunAsync();
        return 0;
    }

    /// <param name="Photographs">Files to read.</param>
    /// <param name="Folder">Where to write.</param>
    /// <param name="AtOnce">Photographs at the same time.</param>
    internal sealed record Work(IReadOnlyList<string> Photographs, string Folder, int AtOnce);
}
