namespace Capacity.Tests;

public class FigureTests
{
    public static TheoryData<string> Estimates => ["Chat", "Imaging", "Gateway", "ChatRefinement", "ImagingRefinement", "GatewayRefinement"];

    [Theory]
    [MemberData(nameof(Estimates))]
    public void Every_number_of_an_estimate_is_a_figure_with_its_reasoning(string service)
    {
        var (estimate, figures) = AllFigures.Of(service);
        var members = estimate.GetType().GetProperties()
            .Where(property => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) is { } type
                && (type == typeof(double) || type == typeof(int)))
            .Select(property => (property.Name, Value: Convert.ToDouble(property.GetValue(estimate))));

        Assert.Equal(members, figures.Select(figure => (figure.Name, figure.Value)));
        Assert.All(figures, figure => Assert.All(
            [figure.Unit, figure.Formula, figure.Worked, figure.Source], text => Assert.False(string.IsNullOrWhiteSpace(text))));
    }

    [Fact]
    public void What_a_server_does_not_have_is_no_figure()
    {
        var imaging = SeedProfile.Profile.Imaging;
        var bare = (imaging with { Server = new() { Cores = 1 } }).Estimate();

        Assert.DoesNotContain(bare.Figures, figure => figure.Name is "WorkersByMemory" or "WorkersByGpu" or "ServersForDemand");
        Assert.Equal((0, 1), (bare.Concurrency, bare.Slots.Runnable));
        Assert.Equal((false, Resource.Cpu), (bare.Fit.Fits, bare.Fit.LimitingResource));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(10_000, "10,000")]
    [InlineData(8.33333, "8.333")]
    [InlineData(0.0004, "4E-4")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(double.PositiveInfinity, "without end")]
    public void Numbers_read_the_same_everywhere(double value, string text) => Assert.Equal(text, Number.Text(value));

    [Fact]
    public void Dust_of_binary_fractions_buys_nothing()
    {
        Assert.Equal(3, Rounding.Up(0.1 * 3 * 10));
        Assert.Equal(3, Rounding.Down(0.3 / 0.1));
        Assert.Equal(0.75, Rounding.UpToStep(0.6, 0.25));
        Assert.Equal(int.MaxValue, Rounding.Up(1e30));
    }
}
