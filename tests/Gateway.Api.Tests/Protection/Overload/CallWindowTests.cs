using Gateway.Api.Protection.Overload;

namespace Gateway.Api.Tests.Protection.Overload;

public sealed class CallWindowTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1.8, true)]
    [InlineData(3, false)]
    public void A_line_makes_calls_longer_with_those_before_them_but_not_by_more_than_they_are_longer(double elasticity, bool isLine)
    {
        var window = new CallWindow(1);
        for (var under = 80; under <= 120; under++)
        {
            window.Note(under, 100 * (1 + (elasticity * (under - 100) / 100.0)) + (under % 3 * 0.1), isGivenUp: false);
        }

        Assert.Equal(isLine, window.IsLine);
    }
}
