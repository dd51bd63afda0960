using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Webhooks;

/// <summary>Which addresses webhooks may go to.</summary>
internal sealed class WebhookUrls(IHostEnvironment environment)
{
    private const int LengthMax = 2_048;

    /// <summary>True in Development: a loopback address is reached, and by http.</summary>
    public bool AllowsLoopback => environment.IsDevelopment();

    /// <exception cref="WebhookRefusedException"><c>webhook-url-invalid</c>.</exception>
    public string Check(string? text)
    {
        if (text is not { Length: > 0 and <= LengthMax } || !Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            throw Refused($"The address is an absolute https address of at most {LengthMax} characters.");
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            throw Refused("The address has neither a user nor a fragment.");
        }

        if (url.Scheme != Uri.UriSchemeHttps && !(AllowsLoopback && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        {
            throw Refused("The address begins with https.");
        }

        // A name is looked up when it is connected to, every time; a number is known now.
        return !IPAddress.TryParse(url.DnsSafeHost, out var number) || Addresses.IsAllowed(number, AllowsLoopback)
            ? url.AbsoluteUri
            : throw Refused("The address is not a public one.");
    }

    private static WebhookRefusedException Refused(string sentence) =>
        new(ErrorCodes.WebhookUrlInvalid, StatusCodes.Status400BadRequest, sentence);
}
