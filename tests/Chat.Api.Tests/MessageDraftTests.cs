using Chat.Api.Delivery;
using Chat.Api.Messages;

namespace Chat.Api.Tests;

/// <summary>How large a message can be made.</summary>
public sealed class MessageDraftTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>Control characters are what takes most room: six bytes for one. In names they are refused.</summary>
    [Theory]
    [InlineData('x', 256)]
    [InlineData('\u6f22', 85)]
    [InlineData('\u00a0', 42)]
    [InlineData('"', 128)]
    public void The_largest_entry_that_can_be_made_is_well_below_what_a_client_may_have_waiting(char character, int length)
    {
        var name = new string(character, length);
        var entry = Draft(new string('\u0001', MessageText.BytesMax), [.. Names(50, name)], [.. Names(10, name).Select(id => new Attachment(id, 1, 1, id))]);

        Assert.InRange(LogCodec.Encode(entry.Body).Length, 40_000, new DeliveryOptions().QueueBytes * 3 / 4);
    }

    [Theory]
    [InlineData('\u6f22', 256)]
    [InlineData('\u00a0', 43)]
    [InlineData('"', 129)]
    public void Names_that_take_more_together_are_refused_and_a_single_one_is_not(char character, int length)
    {
        var name = new string(character, length);

        Assert.Equal(ErrorCodes.MentionsInvalid, Refused(() => Draft("hi", [.. Names(50, name)], null)).Code);
        Assert.Equal(
            ErrorCodes.AttachmentsInvalid, Refused(() => Draft("hi", null, [.. Names(10, name).Select(id => new Attachment(id, 1, 1, id))])).Code);
        Assert.Equal([name], Draft("hi", [name], [new(name, 1, 1, name)]).Body.Mentions);
    }

    private static IEnumerable<string> Names(int count, string name) => Enumerable.Repeat(name, count);

    private static RefusedException Refused(Action make) => Assert.Throws<RefusedException>(make);

    private static MessageDraft Draft(string text, string[]? mentions, Attachment[]? attachments) => MessageDraft.Message(
        "ann", new("lobby", Guid.CreateVersion7(Now).ToString(), text, null, attachments, mentions), Now, TimeSpan.FromMinutes(1));
}
