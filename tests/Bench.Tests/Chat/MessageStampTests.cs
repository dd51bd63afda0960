using Bench.Chat;

namespace Bench.Tests.Chat;

public class MessageStampTests
{
    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(42, long.MaxValue, 9_999)]
    public void A_stamp_survives_its_text_which_is_as_long_as_a_chat_line(int stretch, long due, int client)
    {
        var stamp = new MessageStamp(stretch, due, client);

        var text = stamp.ToString();

        Assert.Equal(MessageStamp.Length, text.Length);
        Assert.Equal(stamp, MessageStamp.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("1 2")]
    [InlineData("one 2 3 xxx")]
    [InlineData("1 -2 3 xxx")]
    public void Text_of_others_has_no_stamp(string text) => Assert.Null(MessageStamp.Parse(text));
}
