using ServiceDefaults.Errors;

namespace Gateway.Api.Protection.Requests;

/// <summary>The first step: a request that is not plain is refused, and its connection ends, since nobody knows where it ends.</summary>
internal static class RequestChecks
{
    public static void UseRequestChecks(this WebApplication app) => app.Use(CheckAsync);

    private static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (StrictRequest.Refuse(context) is not { } why)
        {
            return next(context);
        }

        context.Response.Headers.Connection = "close";
        return new Refusal(ErrorCodes.RequestMalformed, StatusCodes.Status400BadRequest, why).ToProblem().ExecuteAsync(context);
    }
}
