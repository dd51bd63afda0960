using Gateway.Api.Composition.Answers;
using Gateway.Api.Composition.Values;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Api.Composition;

/// <summary>Why there is no composed answer, as problem details.</summary>
internal static class ComposedProblems
{
    public static ProblemHttpResult RequiredMissing(string part, in PartOutcome outcome)
    {
        var (status, code, sentence) = outcome switch
        {
            { Answer.StatusForClient: > 0 and var said } => (said, ErrorCodes.PartRefused, $"The part '{part}' refuses the request."),
            { Reason: PartReasons.NotFound } => (404, ErrorCodes.PartNotFound, $"There is no such '{part}'."),
            { Reason: PartReasons.Timeout } => (504, ErrorCodes.PartTimedOut, $"The required part '{part}' did not answer in time."),
            _ => (502, ErrorCodes.PartFailed, $"The required part '{part}' failed."),
        };
        return TypedResults.Problem(
            statusCode: status, detail: sentence,
            extensions: [new("code", code), new("part", part), new("reason", outcome.Reason)]);
    }

    public static ProblemHttpResult ValueRefused(string part) => Refused(
        ErrorCodes.ValueRefused,
        $"A value that the part '{part}' needs is missing or empty, longer than {PathTemplate.ValueLengthMax} characters, a dot segment, or holds a control character.");

    public static ProblemHttpResult FieldUnknown(string? field) => Refused(
        ErrorCodes.FieldUnknown,
        field is null ? $"fields holds none or more than {FieldSelection.FieldsMax}." : $"fields holds a member that this answer has not: {field}.");

    public static ProblemHttpResult IdsRefused(int idsMax) => Refused(
        ErrorCodes.IdsRefused, $"The body is not a JSON object whose ids are 1 to {idsMax} strings or numbers.");

    private static ProblemHttpResult Refused(string code, string detail) => TypedResults.Problem(
        statusCode: StatusCodes.Status400BadRequest, detail: detail, extensions: [new("code", code)]);
}
