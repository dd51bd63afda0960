using System.Numerics;
using Imaging.Worker.Inference;
using Imaging.Worker.Inference.Text;

namespace Imaging.Worker.Tests.Inference;

public sealed class TextTests
{
    private const int Width = 200;
    private const int Height = 120;

    [Fact]
    public void A_line_is_the_box_around_its_pixels_grown_to_the_height_of_its_letters()
    {
        var box = Assert.Single(Find(Painted(new(new(20, 30), new(99, 0), new(0, 19)))));

        // 1.5 x 99 x 19 / (2 x (99 + 19)) on each side.
        const float Growth = 11.955f;
        Near([new(20 - Growth, 30 - Growth), new(119 + Growth, 30 - Growth), new(119 + Growth, 49 + Growth), new(20 - Growth, 49 + Growth)], box, 0.1f);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(-30)]
    public void A_slanted_line_has_a_slanted_box(int degrees)
    {
        var along = new Vector2(MathF.Cos(degrees * MathF.PI / 180), MathF.Sin(degrees * MathF.PI / 180));
        var painted = new TextBox(new(60, degrees > 0 ? 30 : 80), along * 80, new Vector2(-along.Y, along.X) * 14);

        var box = Assert.Single(Find(Painted(painted)));

        var growth = 1.5f * 80 * 14 / (2 * (80 + 14));
        Near(painted.Grown(growth).Corners, box, 2.5f);
    }

    [Fact]
    public void Text_that_runs_down_is_turned_to_be_read()
    {
        var box = Assert.Single(Find(Painted(new(new(50, 10), new(14, 0), new(0, 90)))));

        Assert.True(box.Length > box.Thickness);
        // From the upper right corner down: what was the right side becomes the top.
        Assert.Equal((0, 1), (MathF.Round(Vector2.Normalize(box.Along).X), MathF.Round(Vector2.Normalize(box.Along).Y)));
        Assert.Equal((-1, 0), (MathF.Round(Vector2.Normalize(box.Down).X), MathF.Round(Vector2.Normalize(box.Down).Y)));
    }

    [Fact]
    public void What_is_faint_or_tiny_is_no_text()
    {
        Assert.Empty(Find(Painted(new(new(20, 30), new(99, 0), new(0, 19)), likely: 0.5f)));
        Assert.Empty(Find(Painted(new(new(20, 30), new(99, 0), new(0, 1.5f)))));
        Assert.Empty(Find(new float[Width * Height]));
    }

    [Fact]
    public void No_more_boxes_than_asked_for()
    {
        var map = new float[Width * Height];
        foreach (var (row, column) in from row in Enumerable.Range(0, 6) from column in Enumerable.Range(0, 5) select (row, column))
        {
            Paint(map, new(new((column * 40) + 5, (row * 20) + 4), new(25, 0), new(0, 9)), 0.9f);
        }

        Assert.Equal(30, RegionFinder.Find(map, Width, Height, most: 100).Count);
        Assert.Equal(7, RegionFinder.Find(map, Width, Height, most: 7).Count);
    }

    [Fact]
    public void A_cut_line_is_flat_of_its_height_and_grey_beside()
    {
        // Left half red, right half blue, 96 x 24 pixels, at 10, 20 of a white page: twice as large when cut.
        var page = Painted(160, 80, (x, y) => x is >= 10 and < 106 && y is >= 20 and < 44 ? (x < 58 ? (255, 0, 0) : (0, 0, 255)) : (255, 255, 255));

        var line = LineCutter.Cut(page, new(new(10, 20), new(96, 0), new(0, 24)), height: 48);

        Assert.Equal((320, 48), line.Size);
        Assert.Equal([(255, 0, 0), (255, 0, 0), (0, 0, 255), (0, 0, 255), (127, 127, 127)], new[] { 4, 90, 101, 187, 192 }.Select(x => Colour(line, x, 24)));
    }

    [Fact]
    public void A_line_that_runs_down_is_laid_flat()
    {
        // Runs from red above to blue below, its right edge green: after turning, green is on top.
        var page = Painted(60, 200, (x, y) => x is >= 45 ? (0, 255, 0) : y < 100 ? (255, 0, 0) : (0, 0, 255));

        var line = LineCutter.Cut(page, new(new(60, 0), new(0, 200), new(-60, 0)), height: 48);

        Assert.Equal([(0, 255, 0), (255, 0, 0), (0, 0, 255)], new[] { Colour(line, 80, 4), Colour(line, 10, 40), Colour(line, 150, 40) });
    }

    [Fact]
    public void Widths_come_in_few_sizes()
    {
        var page = Painted(1_000, 100, (_, _) => (0, 0, 0));

        Assert.Equal([320, 384, 512], new[] { 100f, 321f, 500f }.Select(length => LineCutter.Cut(page, new(new(0, 0), new(length, 0), new(0, 48)), 48).Width));
    }

    [Fact]
    public void Repeated_letters_are_one_and_a_blank_between_them_makes_two()
    {
        var alphabet = new Alphabet(["a", "b"]);

        // Classes: none, a, b, space.
        var (text, score) = alphabet.Read([.. Column(1, 0.9f), .. Column(1, 0.5f), .. Column(0, 1), .. Column(1, 0.7f), .. Column(3, 0.8f), .. Column(2, 0.6f), .. Column(0, 1)]);

        Assert.Equal("aa b", text);
        Assert.Equal((0.9 + 0.7 + 0.6) / 3, score, 1e-6);
        Assert.Equal(("", 0), alphabet.Read([.. Column(0, 1), .. Column(0, 1)]));
    }

    [Theory]
    [InlineData(0.02f, "a b")]
    [InlineData(0.001f, "ab")]
    public void A_gap_that_may_be_a_space_is_one_between_letters_only(float likely, string expected)
    {
        float[] gap = [1 - likely, 0, 0, likely];

        Assert.Equal(expected, new Alphabet(["a", "b"]).Read([.. gap, .. Column(1, 1), .. gap, .. Column(2, 1), .. gap]).Text);
    }

    [Fact]
    public void An_alphabet_of_another_length_is_refused() =>
        Assert.Throws<ModelBrokenException>(() => new Alphabet(["a", "b"]).Read(new float[7]));

    [Fact]
    public void Lines_are_read_from_above_and_in_a_row_from_the_left()
    {
        TextBox[] boxes = [Flat(100, 12), Flat(10, 10), Flat(10, 60), Flat(10, 35)];

        var rows = ReadingOrder.Rows(boxes, box => box);

        Assert.Equal([[(10, 10), (100, 12)], [(10, 35)], [(10, 60)]], rows.Select(row => row.Select(box => ((int)box.Corner.X, (int)box.Corner.Y)).ToArray()));
    }

    private static TextBox Flat(int x, int y) => new(new(x, y), new(60, 0), new(0, 20));

    private static float[] Column(int best, float likely) => [.. Enumerable.Range(0, 4).Select(letter => letter == best ? likely : (1 - likely) / 4)];

    private static IReadOnlyList<TextBox> Find(float[] map) => RegionFinder.Find(map, Width, Height, most: 100);

    private static float[] Painted(TextBox box, float likely = 0.9f)
    {
        var map = new float[Width * Height];
        Paint(map, box, likely);
        return map;
    }

    private static void Paint(float[] map, TextBox box, float likely)
    {
        for (var pixel = 0; pixel < map.Length; pixel++)
        {
            if (box.Contains(new(pixel % Width, pixel / Width)))
            {
                map[pixel] = likely;
            }
        }
    }

    private static Pixels Painted(int width, int height, Func<int, int, (int Red, int Green, int Blue)> colour)
    {
        var rgb = Enumerable.Range(0, width * height).Select(pixel => colour(pixel % width, pixel / width))
            .SelectMany(pixel => new[] { (byte)pixel.Red, (byte)pixel.Green, (byte)pixel.Blue });
        return new([.. rgb], width, height);
    }

    private static (int, int, int) Colour(Pixels picture, int x, int y)
    {
        var at = 3 * ((y * picture.Width) + x);
        return (picture.Rgb[at], picture.Rgb[at + 1], picture.Rgb[at + 2]);
    }

    private static void Near(IReadOnlyList<Vector2> expected, TextBox seen, float within) => Assert.All(
        expected.Zip(seen.Corners), pair => Assert.InRange(Vector2.Distance(pair.First, pair.Second), 0, within));
}
