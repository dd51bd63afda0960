using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Api.Protection;

/// <summary>
/// Problem details for what failed without an answer of its own. The framework's two steps make them; each would wait around every request,
/// and here they are taken only by those that end with an exception or a bare error.
/// </summary>
internal static class ProblemAnswers
{
    public static void UseProblemAnswers(this WebApplication app)
    {
        var ofException = Branch(app, steps => steps.UseExceptionHandler(), static context =>
        {
            context.Features.GetRequiredFeature<ExceptionDispatchInfo>().Throw();
            return Task.CompletedTask;
        });
        var ofStatus = Branch(app, steps => steps.UseStatusCodePages(), static _ => Task.CompletedTask);
        app.Use((context, next) => AnswerAsync(context, next, ofStatus, ofException));
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next, RequestDelegate ofStatus, RequestDelegate ofException)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: >= StatusCodes.Status400BadRequest, HasStarted: false })
            {
                await ofStatus(context);
            }
        }
        catch (Exception exception)
        {
            context.Features.Set(ExceptionDispatchInfo.Capture(exception));
            await ofException(context);
        }
    }

    private static RequestDelegate Branch(IApplicationBuilder app, Action<IApplicationBuilder> step, RequestDelegate end)
    {
        var branch = app.New();
        step(branch);
        branch.Run(end);
        return branch.Build();
    }
}
