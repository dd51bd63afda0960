namespace Gateway.Api;

/// <summary>Codes that the gateway itself answers; the table is <c>docs/errors.md</c>.</summary>
internal static class ErrorCodes
{
    // A composed answer.
    public const string PartFailed = "part-failed";
    public const string PartTimedOut = "part-timed-out";
    public const string PartNotFound = "part-not-found";
    public const string PartRefused = "part-refused";
    public const string ValueRefused = "value-refused";
    public const string FieldUnknown = "field-unknown";
    public const string IdsRefused = "ids-refused";

    // Protection.
    public const string TooManyRequests = ServiceDefaults.Errors.ErrorCodes.TooManyRequests;
    public const string BodyTooLarge = ServiceDefaults.Errors.ErrorCodes.BodyTooLarge;
    public const string Overloaded = "overloaded";
    public const string CircuitOpen = "circuit-open";

    public const string RequestMalformed = "request-malformed";
    public const string PathRefused = "path-refused";
    public const string LimitsAway = "limits-away";

    // Estimate beside measured.
    public const string FiguresAway = "figures-away";

    // The console.
    public const string SizingInvalid = "sizing-invalid";
    public const string SignInRefused = "sign-in-refused";
    public const string IssuerAway = "issuer-away";

    // Development tokens.
    public const string HostRefused = "host-refused";
    public const string SubjectInvalid = "subject-invalid";
    public const string RoleUnknown = "role-unknown";
}
