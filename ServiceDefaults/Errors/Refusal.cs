using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ServiceDefaults.Errors;

/// <summary>
/// A request that was understood and is refused. The code is stable and listed in <c>docs/errors.md</c>; the sentence is
/// for people and may change.
/// </summary>
/// <param name="Code">Lower-case words joined by dashes, such as <c>not-uploaded</c>.</param>
/// <param name="Status">HTTP status code, 400 to 599.</param>
/// <param name="Detail">One sentence that says what was wrong and what is allowed.</param>
public sealed record Refusal(string Code, int Status, string Detail)
{
    /// <summary>The refusal as RFC 9457 problem details with the member <c>code</c>.</summary>
    public ProblemHttpResult ToProblem() => TypedResults.Problem(
        statusCode: Status,
        detail: Detail,
        extensions: [new("code", Code)]);
}
