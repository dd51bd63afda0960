namespace Webhooks;

/// <summary>Where events of a scope go.</summary>
/// <param name="Id">Id of the endpoint.</param>
/// <param name="Url">https, or http to a loopback address in Development.</param>
/// <param name="Types">Types of events that it gets; null for all.</param>
/// <param name="CreatedBy">Id of the user.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="Waiting">Deliveries that are not done.</param>
/// <param name="Dead">Deliveries that were given up.</param>
/// <param name="FailingSince">Since when every attempt has failed; null where the last one did not.</param>
/// <param name="DisabledAt">Since when it gets nothing more, because it failed for too long; null while it does.</param>
public sealed record WebhookEndpoint(
    Guid Id, string Url, IReadOnlyList<string>? Types, string CreatedBy, DateTime CreatedAt,
    long Waiting, long Dead, DateTime? FailingSince, DateTime? DisabledAt);

/// <summary>The only answer that holds the secret.</summary>
/// <param name="Id">Id of the endpoint.</param>
/// <param name="Url">Where events go.</param>
/// <param name="Types">Types of events that it gets; null for all.</param>
/// <param name="Secret"><c>whsec_</c> and the key of the signature in base64.</param>
public sealed record NewWebhookEndpoint(Guid Id, string Url, IReadOnlyList<string>? Types, string Secret);

/// <summary>A delivery that was given up.</summary>
/// <param name="Id">Its <c>webhook-id</c>.</param>
/// <param name="Type">Of the event.</param>
/// <param name="Payload">The body.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastError">How the last attempt ended; <c>disabled</c>, <c>too-old</c> where there was none; <c>too-many</c> where more waited than may.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="DeadAt">UTC.</param>
public sealed record DeadDelivery(
    Guid Id, string Type, string Payload, int Attempts, string? LastError, DateTime CreatedAt, DateTime DeadAt);
