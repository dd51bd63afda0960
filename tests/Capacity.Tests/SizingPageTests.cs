namespace Capacity.Tests;

/// <summary>The tables of <c>docs/sizing.md</c> say what the library computes.</summary>
public class SizingPageTests
{
    private static readonly string[] Lines = File.ReadAllLines(Support.Repository.File("docs", "sizing.md"));

    [Theory]
    [InlineData("Chat")]
    [InlineData("Imaging")]
    [InlineData("Gateway")]
    public void Every_figure_stands_on_the_page_as_it_is_computed(string service)
    {
        var expected = AllFigures.Of(service).Figures.Select(figure =>
            $"`{service}Estimate.{figure.Name}` | {figure.Text} | {figure.Unit} | {figure.Formula} | {figure.Worked} | {figure.Source}");

        var rows = Rows($"`{service}Estimate.").Select(cells => string.Join(" | ", cells.Take(6)));

        Assert.Equal(expected, rows);
    }

    [Theory]
    [InlineData("ChatRefinement")]
    [InlineData("ImagingRefinement")]
    [InlineData("GatewayRefinement")]
    public void Every_figure_of_a_refinement_stands_on_the_page_as_it_is_computed(string refinement)
    {
        var expected = AllFigures.Of(refinement).Figures.Select(figure => new[]
        {
            $"`{refinement}.{figure.Name}`", figure.Text, figure.Unit, figure.Formula, figure.Worked, figure.Source,
        });

        Assert.Equal(expected, Rows($"`{refinement}."));
    }

    [Fact]
    public void The_targets_and_what_the_seed_does_not_state_stand_on_the_page_as_they_are_set()
    {
        var inputs = InputReader.Read(SeedProfile.Profile);

        var rows = Table("| added input |").ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, cells =>
        {
            var input = inputs.Single(input => $"`{input.ShortKey}`" == cells[0]);
            Assert.Equal((input.Value is { } value ? Number.Text(value) : "none", input.Unit), (cells[1], cells[2]));
        });
    }

    [Fact]
    public void Every_fit_stands_on_the_page_as_it_is_computed()
    {
        var seed = SeedProfile.Profile;
        string[][] expected =
        [
            .. Fits("chat", seed.Chat.Estimate().Fit),
            .. Fits("imaging", seed.Imaging.Estimate().Fit),
            .. Fits("gateway", seed.Gateway.Estimate().Fit),
        ];

        var rows = Table("| service | resource |");

        Assert.Equal(expected, rows);
    }

    [Fact]
    public void Every_member_of_the_plan_stands_on_the_page_as_it_is_computed()
    {
        var (local, seed) = (Leaves(DeploymentPlan.From(LocalProfile.Profile)), Leaves(DeploymentPlan.From(SeedProfile.Profile)));

        var rows = Table("| `DeploymentPlan` |");

        Assert.Equal(local.Zip(seed, (left, right) => new[] { $"`{left.Path}`", left.Text, right.Text }), rows);
    }

    private static IEnumerable<string[]> Fits(string service, Fit fit) => fit.Uses.Select(use => new[]
    {
        service, use.Resource.ToString(), $"{Number.Text(use.Needed)} {use.Unit}",
        use.Available is { } available ? $"{Number.Text(available)} {use.Unit}" : "not stated",
        use.Utilisation is { } utilisation ? Number.Percent(utilisation) : "-",
        use.Utilisation is null ? "not judged" : use.Fits ? "fits" : "too little",
    });

    /// <summary>Every number below a plan but the shares of a pool that follow from others on the page.</summary>
    private static IEnumerable<(string Path, string Text)> Leaves(object plan, string prefix = "") =>
        plan.GetType().GetProperties()
            .Where(property => property.Name is not (nameof(PoolShare.Opened) or nameof(PoolShare.Replicas)) || plan is not PoolShare)
            .SelectMany(property => property.GetValue(plan) switch
            {
                null => [(prefix + property.Name, "none")],
                int number => [(prefix + property.Name, Number.Text(number))],
                double number => [(prefix + property.Name, Number.Text(number))],
                var part => Leaves(part, $"{prefix}{property.Name}."),
            });

    private static IEnumerable<string[]> Rows(string firstCellStart) =>
        Lines.Where(line => line.StartsWith("| " + firstCellStart, StringComparison.Ordinal)).Select(Cells);

    private static IEnumerable<string[]> Table(string header) =>
        Lines.SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|')).Select(Cells);

    private static string[] Cells(string row) => [.. row.Trim('|', ' ').Split('|').Select(cell => cell.Trim())];
}
