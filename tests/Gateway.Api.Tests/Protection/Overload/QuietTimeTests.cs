using Gateway.Api.Protection.Overload;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Api.Tests.Protection.Overload;

public sealed class QuietTimeTests
{
    private const int Few = 10;
    private readonly FakeTimeProvider time = new();
    private readonly QuietTime quiet;

    public QuietTimeTests() => quiet = new(Few, time);

    [Theory]
    [InlineData(499, false)]
    [InlineData(500, true)]
    public void Calls_that_come_again_end_it_after_half_a_second(int milliseconds, bool ends)
    {
        quiet.EndsWith(time.GetTimestamp(), Few + 1);
        time.Advance(TimeSpan.FromMilliseconds(milliseconds));

        Assert.False(quiet.EndsWith(time.GetTimestamp(), Few));
        Assert.Equal(ends, quiet.EndsWith(time.GetTimestamp(), Few + 1));
    }

    [Fact]
    public void Calls_that_hang_are_no_quiet_although_none_comes_or_goes()
    {
        quiet.EndsWith(time.GetTimestamp(), Few + 40);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(quiet.EndsWith(time.GetTimestamp(), Few + 41));
    }

    [Fact]
    public void Neither_are_refusals_nor_the_ends_of_calls()
    {
        quiet.EndsWith(time.GetTimestamp(), Few + 2);
        time.Advance(TimeSpan.FromMilliseconds(400));
        quiet.Left(time.GetTimestamp(), Few);
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.False(quiet.EndsWith(time.GetTimestamp(), Few + 1));

        time.Advance(TimeSpan.FromMilliseconds(400));
        quiet.Refused();
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.False(quiet.EndsWith(time.GetTimestamp(), Few + 1));
    }
}
