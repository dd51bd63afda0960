using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;

namespace Chat.Client;

/// <summary>A refusal of the service, or a failure on the way to it.</summary>
public sealed partial class ChatException : Exception
{
    private const string Prefix = "HubException: ";

    /// <summary>A refusal with its code and a sentence for people.</summary>
    public ChatException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>Stable: for programs. See <see cref="ChatErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>True where the same call may succeed a moment later.</summary>
    public bool IsTransient => ChatErrorCodes.IsTransient(Code);

    /// <summary>When the service wants to be asked again, where it says so.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>"An unexpected error occurred invoking 'X' on the server. HubException: code: sentence. Retry after 800 ms."; without a time, as a rule.</summary>
    internal static ChatException Of(HubException refused)
    {
        var at = refused.Message.IndexOf(Prefix, StringComparison.Ordinal);
        var said = at < 0 ? refused.Message : refused.Message[(at + Prefix.Length)..];
        var colon = said.IndexOf(": ", StringComparison.Ordinal);
        return at >= 0 && colon > 0 && said[..colon].All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
            ? new(said[..colon], said[(colon + 2)..], refused) { RetryAfter = RetryAfterOf(said) }
            : new(ChatErrorCodes.InternalError, said, refused);
    }

    private static TimeSpan? RetryAfterOf(string said) => Hint().Match(said) is { Success: true } hint
        ? TimeSpan.FromMilliseconds(long.Parse(hint.Groups[1].ValueSpan, CultureInfo.InvariantCulture))
        : null;

    [GeneratedRegex(@" Retry after ([0-9]{1,9}) ms\.$")]
    private static partial Regex Hint();

    internal static ChatException Lost(Exception? cause = null) =>
        new(ChatErrorCodes.ConnectionLost, "The connection was lost before an answer came.", cause);

    internal static ChatException Stopped() => new(ChatErrorCodes.ClientStopped, "The client was stopped, or the room was left.");
}
