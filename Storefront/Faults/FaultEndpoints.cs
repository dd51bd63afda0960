using Microsoft.AspNetCore.Http.HttpResults;

namespace Storefront.Faults;

/// <summary><c>GET|PUT /faults</c>, in Development only: elsewhere there is no such address.</summary>
internal static class FaultEndpoints
{
    public static IServiceCollection AddFaults(this IServiceCollection services) => services.AddSingleton<FaultState>();

    public static void MapFaults(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            return;
        }

        // Anonymous: tests and the load lab switch faults on a developer's own machine, before anyone has signed in.
        var faults = app.MapGroup("/faults").WithTags("Faults").AllowAnonymous();
        faults.MapGet("/", (FaultState state) => TypedResults.Ok(state.Plan)).WithSummary("How this service misbehaves now");
        faults.MapPut("/", Replace).WithSummary("Replace the plan; a member that is left out has its default");
    }

    private static Results<Ok<FaultPlan>, ProblemHttpResult> Replace(FaultPlan plan, FaultState state)
    {
        if (plan.Refuse() is { } refusal)
        {
            return refusal.ToProblem();
        }

        state.Set(plan);
        return TypedResults.Ok(plan);
    }
}
