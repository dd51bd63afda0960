namespace ServiceDefaults.Errors;

/// <summary>Codes of the errors that the framework makes; the table is <c>docs/errors.md</c>.</summary>
public static class ErrorCodes
{
    public const string BadRequest = "bad-request";
    public const string Unauthenticated = "unauthenticated";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string BodyTooLarge = "body-too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string TooManyRequests = "too-many-requests";
    public const string BadGateway = "bad-gateway";
    public const string Unavailable = "unavailable";
    public const string GatewayTimeout = "gateway-timeout";
    public const string InternalError = "internal-error";
}
