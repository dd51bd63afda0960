using Gateway.Api.Composition.Plans;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Api.Console;

/// <summary>The compositions in force that a GET reads, for people.</summary>
/// <param name="Compositions">In the order of the configuration.</param>
internal sealed record CompositionList(IReadOnlyList<CompositionList.Entry> Compositions)
{
    public static Ok<CompositionList> Answer(HttpResponse response, PlanStore plans)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new CompositionList([.. plans.Current.Routes.Where(route => route.IdsMax == 0).Select(Of)]));
    }

    private static Entry Of(ComposedRoute route) => new(
        route.Name, route.Pattern.RawText!, !route.IsAnonymous, route.Budget.TotalMilliseconds,
        [.. route.Parts.Select(part => new Part(part.Name, part.Service, part.IsRequired, part.Timeout.TotalMilliseconds))]);

    /// <param name="Name">Its name.</param>
    /// <param name="Path">Where it is read, such as <c>/api/products/{id}</c>.</param>
    /// <param name="NeedsSignIn">Anonymous readers are refused.</param>
    /// <param name="BudgetMs">Time the whole answer may take.</param>
    /// <param name="Parts">What it is made of.</param>
    internal sealed record Entry(string Name, string Path, bool NeedsSignIn, double BudgetMs, IReadOnlyList<Part> Parts);

    /// <param name="Name">Its member in the answer.</param>
    /// <param name="Service">Who is asked.</param>
    /// <param name="Required">Without it there is no answer.</param>
    /// <param name="TimeoutMs">Time the part may take, retries included.</param>
    internal sealed record Part(string Name, string Service, bool Required, double TimeoutMs);
}
