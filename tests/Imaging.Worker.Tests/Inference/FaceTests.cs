using Imaging.Worker.Inference;
using Imaging.Worker.Inference.Faces;
using Imaging.Worker.Pipeline.Engine;
using Imaging.Worker.Tests.Inference.Golden;

namespace Imaging.Worker.Tests.Inference;

public sealed class FaceTests(LoadedModels loaded) : IClassFixture<LoadedModels>
{
    private const int Side = 128;
    private const float Sure = 4;
    private const float Unlikely = -10;

    [Theory]
    [InlineData("blazeface-near", 128)]
    [InlineData("blazeface-far", 256)]
    public async Task The_models_answer_what_another_runtime_does(string model, int side)
    {
        var golden = GoldenFile.Read<Answers>("blazeface.json");
        var pictures = golden.Pictures.Where(picture => picture.Model == model).ToList();
        Assert.Equal(4, pictures.Count);

        foreach (var picture in pictures)
        {
            var seen = await loaded.Models.Get(model).RunAsync(GoldenPicture.Of(picture.Seed, side), TestContext.Current.CancellationToken);

            Assert.Equal([512, 384, 8_192, 6_144], seen.Select(output => output.Length));
            Assert.All(picture.Outputs.Zip(seen), pair => Assert.InRange(
                GoldenFile.LargestDifference(pair.First, pair.Second.Where((_, index) => index % golden.Step == 0)), 0, 1e-3));
        }
    }

    [Fact]
    public void A_box_lies_where_its_anchor_and_its_numbers_say()
    {
        // Fine grid: row 3, column 5, second anchor; its centre is (5.5, 3.5) of 16 cells.
        var outputs = Nothing();
        var anchor = (((3 * 16) + 5) * 2) + 1;
        outputs[0][anchor] = Sure;
        (outputs[2][anchor * 16], outputs[2][(anchor * 16) + 1]) = (8, -4);
        (outputs[2][(anchor * 16) + 2], outputs[2][(anchor * 16) + 3]) = (32, 64);

        var box = Assert.Single(FaceDecoder.Decode(outputs, Side, threshold: 0.5));

        Near(new((5.5 / 16) + (8.0 / 128) - 0.125, (3.5 / 16) - (4.0 / 128) - 0.25, 0.25, 0.5, 1 / (1 + Math.Exp(-Sure))), box);
    }

    [Fact]
    public void The_coarse_grid_has_six_anchors_a_cell()
    {
        var outputs = Nothing();
        var anchor = (((7 * 8) + 2) * 6) + 5;
        outputs[1][anchor] = Sure;
        (outputs[3][(anchor * 16) + 2], outputs[3][(anchor * 16) + 3]) = (12.8f, 12.8f);

        var box = Assert.Single(FaceDecoder.Decode(outputs, Side, threshold: 0.5));

        Near(new((2.5 / 8) - 0.05, (7.5 / 8) - 0.05, 0.1, 0.1, 1 / (1 + Math.Exp(-Sure))), box);
    }

    [Fact]
    public void Outputs_of_another_size_are_no_faces()
    {
        var outputs = Nothing();
        outputs[1] = new float[383];

        Assert.StartsWith("A face model answers 383 scores", Assert.Throws<ModelBrokenException>(() => FaceDecoder.Decode(outputs, Side, 0.5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Boxes_of_one_face_become_their_mean_and_other_faces_stay()
    {
        var faces = FaceMerge.Merge(
            [new(0.10, 0.10, 0.20, 0.20, 0.6), new(0.12, 0.10, 0.20, 0.20, 0.9), new(0.70, 0.70, 0.10, 0.10, 0.8)], most: 10);

        Assert.Equal(2, faces.Count);
        Near(new(((0.10 * 0.6) + (0.12 * 0.9)) / 1.5, 0.10, 0.20, 0.20, 0.9), faces[0]);
        Near(new(0.70, 0.70, 0.10, 0.10, 0.8), faces[1]);
    }

    [Fact]
    public void Only_the_surest_faces_are_kept()
    {
        var boxes = Enumerable.Range(0, 9).Select(index => new FaceBox(index * 0.1, 0, 0.05, 0.05, 0.5 + (index * 0.05)));

        Assert.Equal([0.9, 0.85], FaceMerge.Merge(boxes, most: 2).Select(face => Math.Round(face.Score, 4)));
    }

    [Theory]
    [InlineData(400, 200, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 0.25, 0.5)]
    [InlineData(200, 400, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 0.25)]
    [InlineData(300, 300, 0.5, 0.5, 0.25, 0.25, 0.5, 0.5, 0.25, 0.25)]
    public void Shares_of_the_models_square_become_shares_of_the_picture(
        int width, int height, double x, double y, double w, double h, double pictureX, double pictureY, double pictureW, double pictureH)
    {
        var square = new ModelPicture("m", Side, Side, ModelInput.Letterbox);

        Near(new(pictureX, pictureY, pictureW, pictureH, 1), Letterbox.Of(square, width, height).ToPicture(new(x, y, w, h, 1)));
    }

    [Fact]
    public void A_face_that_leaves_the_picture_is_cut_at_its_edge()
    {
        var square = new ModelPicture("m", Side, Side, ModelInput.Letterbox);

        Near(new(0.9, 0, 0.1, 0.2, 1), Letterbox.Of(square, 500, 500).ToPicture(new(0.9, -0.1, 0.3, 0.3, 1)));
    }

    private static float[][] Nothing()
    {
        float[][] outputs = [new float[512], new float[384], new float[512 * 16], new float[384 * 16]];
        Array.Fill(outputs[0], Unlikely);
        Array.Fill(outputs[1], Unlikely);
        return outputs;
    }

    private static void Near(FaceBox expected, FaceBox seen)
    {
        Assert.Equal(expected.X, seen.X, 1e-6);
        Assert.Equal(expected.Y, seen.Y, 1e-6);
        Assert.Equal(expected.Width, seen.Width, 1e-6);
        Assert.Equal(expected.Height, seen.Height, 1e-6);
        Assert.Equal(expected.Score, seen.Score, 1e-6);
    }

    private sealed record Answers(string MadeWith, int Step, IReadOnlyList<Picture> Pictures);

    private sealed record Picture(string Model, int Seed, float[][] Outputs);
}
