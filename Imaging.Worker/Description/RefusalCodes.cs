namespace Imaging.Worker.Description;

/// <summary>Codes that an endpoint may refuse with under one status.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Codes">Codes of <c>docs/errors.md</c>.</param>
internal sealed record RefusalCodes(int Status, IReadOnlyList<string> Codes);

internal static class RefusalCodesExtensions
{
    /// <summary>Says in the description what the endpoint refuses, and how.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, int status, params string[] codes) =>
        endpoint.WithMetadata(new RefusalCodes(status, codes));
}
