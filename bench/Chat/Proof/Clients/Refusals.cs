using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR;

namespace Bench.Chat.Proof.Clients;

/// <summary>Tells a refusal from a call whose outcome nobody knows.</summary>
internal static partial class Refusals
{
    private static readonly HashSet<string> Passing = ["unavailable", "backlog-full", "too-fast", "too-busy", "draining", "not-stored"];

    /// <summary>The code of a refusal for good; <c>null</c> where the same call may succeed later, or may have had its effect.</summary>
    public static string? Final(Exception exception) => Code(exception) is { } code && !Passing.Contains(code) ? code : null;

    /// <summary>The code of a refusal; <c>null</c> where the call failed otherwise.</summary>
    // "An unexpected error occurred invoking 'SendMessage' on the server. HubException: not-a-member: Join the room first."
    public static string? Code(Exception exception)
    {
        const string prefix = "HubException: ";
        if (exception is not HubException || exception.Message.IndexOf(prefix, StringComparison.Ordinal) is not (>= 0 and var begin))
        {
            return null;
        }

        var said = exception.Message[(begin + prefix.Length)..];
        var end = said.IndexOf(':', StringComparison.Ordinal);
        return end < 0 ? said : said[..end];
    }

    /// <summary>When a refused call makes sense again; <c>null</c> where the refusal does not say.</summary>
    public static TimeSpan? RetryAfter(Exception exception) =>
        RetryAfterPattern().Match(exception.Message) is { Success: true } match
            ? TimeSpan.FromMilliseconds(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))
            : null;

    [GeneratedRegex(@" Retry after ([0-9]{1,9}) ms\.$")]
    private static partial Regex RetryAfterPattern();
}
