using Imaging.Worker.Inference;
using Imaging.Worker.Inference.Moderation;
using Imaging.Worker.Tests.Inference.Golden;

namespace Imaging.Worker.Tests.Inference;

public sealed class ModerationTests(LoadedModels loaded) : IClassFixture<LoadedModels>
{
    private static readonly string[] Labels = ["Drawing", "Hentai", "Neutral", "Porn", "Sexy"];
    private static readonly ModelUse Use = new("nsfw", "1", "cpu");

    [Fact]
    public async Task The_converted_model_answers_what_TensorFlow_js_does()
    {
        var golden = GoldenFile.Read<Answers>("nsfw.json");
        Assert.Equal(8, golden.Pictures.Count);

        foreach (var (seed, expected) in golden.Pictures)
        {
            var seen = (await loaded.Models.Get("nsfw").RunAsync(GoldenPicture.Of(seed, side: 224), TestContext.Current.CancellationToken))[0];

            Assert.Equal(5, seen.Length);
            Assert.InRange(GoldenFile.LargestDifference(expected, seen), 0, 1e-4);
        }
    }

    [Theory]
    [InlineData(0.7, "flagged")]
    [InlineData(0.81, "allowed")]
    public void Labels_that_are_looked_for_count_together(double threshold, string verdict)
    {
        var said = ModerationVerdict.From(Use, Labels, [0.05f, 0.4f, 0.1f, 0.4f, 0.05f], ["Hentai", "Porn"], threshold);

        Assert.Equal((verdict, 0.8), (said.Verdict, said.Score));
        Assert.Equal(Labels, said.Scores.Keys);
        Assert.Equal((0.05, 0.4, 0.1), (said.Scores["Drawing"], said.Scores["Porn"], said.Scores["Neutral"]));
    }

    private sealed record Answers(string MadeWith, IReadOnlyList<Picture> Pictures);

    private sealed record Picture(int Seed, float[] Answer);
}
