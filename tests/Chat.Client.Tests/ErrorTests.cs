using Chat.Client.Connections;
using Chat.Client.Tests.Fakes;
using Microsoft.AspNetCore.SignalR;
using Support;

namespace Chat.Client.Tests;

/// <summary>What goes wrong has a code, and what is retried waits longer each time.</summary>
public sealed class ErrorTests
{
    [Fact]
    public void Every_code_stands_in_the_table() => Assert.Empty(ErrorTable.MissingFrom(typeof(ChatErrorCodes)));

    [Theory]
    [InlineData("An unexpected error occurred invoking 'SendMessage' on the server. HubException: too-fast: Wait: a moment.", "too-fast", "Wait: a moment.", true)]
    [InlineData("An unexpected error occurred invoking 'X' on the server. HubException: text-empty: The text is empty.", "text-empty", "The text is empty.", false)]
    [InlineData("An unexpected error occurred invoking 'X' on the server. HubException: Without a code.", "internal-error", "Without a code.", false)]
    [InlineData("An unexpected error occurred invoking 'X' on the server.", "internal-error", "An unexpected error occurred invoking 'X' on the server.", false)]
    public void A_refusal_has_its_code_and_its_sentence(string said, string code, string sentence, bool isTransient)
    {
        var refused = ChatException.Of(new HubException(said));

        Assert.Equal((code, sentence, isTransient), (refused.Code, refused.Message, refused.IsTransient));
    }

    [Fact]
    public void Pauses_double_up_to_the_longest_and_are_spread()
    {
        var (shortest, longest) = (Pauses(0), Pauses(0.999_999));

        Assert.Equal([50, 100, 200, 400, 500, 500], shortest.Select(pause => (int)Math.Round(pause.TotalMilliseconds)));
        Assert.Equal([100, 200, 400, 800, 1_000, 1_000], longest.Select(pause => (int)Math.Round(pause.TotalMilliseconds)));
    }

    [Fact]
    public void A_time_that_the_service_names_is_waited_for_and_no_longer_than_half_a_minute()
    {
        const string invoking = "An unexpected error occurred invoking 'SendMessage' on the server. HubException: ";
        var (refused, plain) = (
            ChatException.Of(new HubException(invoking + "too-busy: Busy; send it again. Retry after 3200 ms.")),
            ChatException.Of(new HubException(invoking + "too-fast: Wait. Retry after a while.")));
        Assert.Equal(("too-busy", true, TimeSpan.FromMilliseconds(3_200), null), (refused.Code, refused.IsTransient, refused.RetryAfter, plain.RetryAfter));

        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), () => 0);
        Assert.Equal(TimeSpan.FromMilliseconds(50), backoff.After(1, retryAfter: null));
        Assert.Equal(TimeSpan.FromMilliseconds(3_225), backoff.After(1, refused.RetryAfter));
        Assert.Equal(TimeSpan.FromMilliseconds(500), backoff.After(9, TimeSpan.FromMilliseconds(400)));
        Assert.Equal(TimeSpan.FromMilliseconds(30_025), backoff.After(1, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_wrong_option_is_named_with_its_value_and_what_is_allowed()
    {
        var options = Samples.Options();
        options.OutboxLimit = 0;

        var wrong = Assert.Throws<ArgumentException>(() => new ChatClient(options));

        Assert.StartsWith("OutboxLimit is 0; allowed: 1 to 100000.", wrong.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<TimeSpan> Pauses(double random)
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), () => random);
        return Enumerable.Range(1, 6).Select(backoff.After);
    }
}
