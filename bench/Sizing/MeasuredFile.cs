using Capacity;

namespace Bench.Sizing;

/// <summary>Where the file of measured unit costs lies.</summary>
internal static class MeasuredFile
{
    private const string RepositoryMark = "Aspire.sln";

    /// <summary>The file in <paramref name="folder"/>, or else in the root of the repository that holds it; <c>null</c>: in neither.</summary>
    public static string? Find(string folder) =>
        new[] { folder, RepositoryRoot(folder) }.OfType<string>()
            .Select(place => Path.Combine(place, MeasuredProfile.FileName))
            .FirstOrDefault(File.Exists);

    private static string? RepositoryRoot(string folder)
    {
        var place = new DirectoryInfo(folder);
        while (place is not null && !File.Exists(Path.Combine(place.FullName, RepositoryMark)))
        {
            place = place.Parent;
        }

        return place?.FullName;
    }
}
