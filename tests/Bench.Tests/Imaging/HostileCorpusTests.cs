using Bench.Imaging.Hostile;
using Support.Hostile;

namespace Bench.Tests.Imaging;

public class HostileCorpusTests
{
    private const int Count = 400;

    [Fact]
    public void The_same_seed_makes_the_same_files_and_another_seed_others()
    {
        var (first, again, other) = (Make(1), Make(1), Make(2));

        Assert.Equal(first.Select(file => file.Name), again.Select(file => file.Name));
        Assert.All(first.Zip(again), pair => Assert.Equal(pair.First.Bytes, pair.Second.Bytes));
        Assert.NotEqual(first[^1].Bytes, other[^1].Bytes);
    }

    [Fact]
    public void There_are_as_many_as_asked_for_of_every_format_and_no_two_have_one_name()
    {
        var files = Make(1);

        Assert.Equal((Count, Count), (files.Count, files.Select(file => file.Name).Distinct().Count()));
        Assert.Equal(
            ["image/bmp", "image/gif", "image/jpeg", "image/png", "image/webp"], files.Select(file => file.ContentType).Distinct().Order());
        Assert.DoesNotContain(files, file => file.IsHeavy);
        Assert.Contains(HostileCorpus.Make(HonestFiles.Make(1), 1, count: 1, withHeavy: true), file => file.IsHeavy);
    }

    [Fact]
    public void Only_codes_of_the_table_are_stable_and_giving_up_is_none()
    {
        Assert.True(StableCodes.Contains("succeeded") && StableCodes.Contains("image-corrupt") && StableCodes.Contains("processing-memory"));
        Assert.False(StableCodes.Contains("attempts-exhausted") || StableCodes.Contains("processing-crash") || StableCodes.Contains("no-such-code"));
    }

    private static IReadOnlyList<HostileFile> Make(int seed) => HostileCorpus.Make(HonestFiles.Make(seed), seed, Count, withHeavy: false);
}
