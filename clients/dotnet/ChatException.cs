using Microsoft.AspNetCore.SignalR;

namespace Chat.Client;

/// <summary>A refusal of the service, or a failure on the way to it.</summary>
public sealed class ChatException : Exception
{
    private const string Prefix = "HubException: ";

    /// <summary>A refusal with its code and a sentence for people.</summary>
    public ChatException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>Stable: for programs. See <see cref="ChatErrorCodes"/>.</summary>
    public string Code { get; }

    /// <summary>True where the same call may succeed a moment later.</summary>
    public bool IsTransient => ChatErrorCodes.IsTransient(Code);

    /// <summary>"An unexpected error occurred invoking 'X' on the server. HubException: code: sentence".</summary>
    internal static ChatException Of(HubException refused)
    {
        var at = refused.Message.IndexOf(Prefix, StringComparison.Ordinal);
        var said = at < 0 ? refused.Message : refused.Message[(at + Prefix.Length)..];
        var colon = said.IndexOf(": ", StringComparison.Ordinal);
        return at >= 0 && colon > 0 && said[..colon].All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
            ? new(said[..colon], said[(colon + 2)..], refused)
            : new(ChatErrorCodes.InternalError, said, refused);
    }

    internal static ChatException Lost(Exception? cause = null) =>
        new(ChatErrorCodes.ConnectionLost, "The connection was lost before an answer came.", cause);

    internal static ChatException Stopped() => new(ChatErrorCodes.ClientStopped, "The client was stopped, or the room was left.");
}
