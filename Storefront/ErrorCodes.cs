namespace Storefront;

/// <summary>Codes that the storefront's services answer; the table is <c>docs/errors.md</c>.</summary>
internal static class ErrorCodes
{
    public const string ProductUnknown = "product-unknown";
    public const string FaultInvalid = "fault-invalid";
    public const string FaultInjected = "fault-injected";
    public const string Overloaded = "overloaded";
}
