namespace Capacity.Tests;

public class InputTests
{
    [Fact]
    public void The_built_in_profiles_are_allowed()
    {
        Assert.Empty(InputReader.Violations(SeedProfile.Profile));
        Assert.Empty(InputReader.Violations(LocalProfile.Profile));
    }

    [Fact]
    public void Every_input_has_a_long_and_a_short_name_of_its_own()
    {
        var inputs = InputReader.Read(SeedProfile.Profile);

        Assert.Equal(inputs.Count, inputs.Select(input => input.Key).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(inputs.Count, inputs.Select(input => input.ShortKey).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Every_number_of_a_profile_is_an_input()
    {
        object[] groups =
        [
            SeedProfile.Profile.Chat.Workload, SeedProfile.Profile.Chat.Costs, SeedProfile.Profile.Chat.Headroom, SeedProfile.Profile.Chat.Server,
            SeedProfile.Profile.Imaging.Workload, SeedProfile.Profile.Imaging.Costs,
            SeedProfile.Profile.Gateway.Workload, SeedProfile.Profile.Gateway.Costs, SeedProfile.Profile.Deployment,
        ];

        var unmarked = groups.SelectMany(group => group.GetType().GetProperties())
            .Where(property => !Attribute.IsDefined(property, typeof(InputAttribute))).Select(property => $"{property.DeclaringType}.{property.Name}");

        Assert.Empty(unmarked);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(0)]
    [InlineData(-1)]
    public void An_estimate_refuses_what_would_divide_by_nothing(double seconds)
    {
        var imaging = SeedProfile.Profile.Imaging;
        var bad = imaging with { Costs = imaging.Costs with { ProcessingSeconds = seconds } };

        var exception = Assert.Throws<ArgumentException>(bad.Estimate);

        Assert.Contains("Imaging.ProcessingSeconds is ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("allowed: numbers from 0.001 to 86,400 (s).", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mean_outside_its_range_is_a_violation()
    {
        var seed = SeedProfile.Profile;
        var bad = seed with { Gateway = seed.Gateway with { Workload = seed.Gateway.Workload with { FanOut = 11 } } };

        Assert.Equal(
            [new Violation("Gateway.FanOut", "11", "from Gateway.FanOutMin (2) to Gateway.FanOutMax (10)")],
            InputReader.Violations(bad));
    }
}
