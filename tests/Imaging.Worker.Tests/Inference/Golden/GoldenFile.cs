using System.Text.Json;

namespace Imaging.Worker.Tests.Inference.Golden;

/// <summary>Answers of other runtimes, made once by the scripts beside this file.</summary>
internal static class GoldenFile
{
    public static T Read<T>(string name) => JsonSerializer.Deserialize<T>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Inference", "Golden", name)), JsonSerializerOptions.Web)!;

    public static double LargestDifference(IEnumerable<float> expected, IEnumerable<float> seen) =>
        expected.Zip(seen, (one, other) => (double)Math.Abs(one - other)).Max();
}
