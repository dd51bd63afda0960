using Chat.Api.Messages;

namespace Chat.Api.Tests;

/// <summary>Ids of messages rise with time, also within a millisecond.</summary>
public sealed class MessageIdTests
{
    [Fact]
    public void Ids_of_later_moments_are_greater_and_are_of_version_7()
    {
        var start = new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
        // 10 microseconds apart, over the turn of 5 milliseconds.
        var ids = Enumerable.Range(0, 500).Select(i => MessageIds.Create(start.AddTicks(100 * i))).ToList();

        Assert.Equal(ids.Order(Comparer<Guid>.Create((one, other) => string.CompareOrdinal(one.ToString(), other.ToString()))), ids);
        Assert.All(ids, id => Assert.True(id is { Version: 7, Variant: >= 8 and <= 11 }, id.ToString()));
        Assert.NotEqual(MessageIds.Create(start), MessageIds.Create(start));
    }
}
