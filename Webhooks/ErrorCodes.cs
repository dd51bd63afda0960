namespace Webhooks;

/// <summary>Codes that the library refuses with; the table is <c>docs/errors.md</c>.</summary>
public static class ErrorCodes
{
    /// <summary>The address is not one that webhooks go to.</summary>
    public const string WebhookUrlInvalid = "webhook-url-invalid";

    /// <summary>There is no such type of event.</summary>
    public const string WebhookTypeUnknown = "webhook-type-unknown";

    /// <summary>The scope has as many endpoints as it may.</summary>
    public const string TooManyWebhooks = "too-many-webhooks";

    /// <summary>The scope has no such endpoint.</summary>
    public const string WebhookNotFound = "webhook-not-found";
}
