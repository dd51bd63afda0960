using System.Globalization;
using Gateway.Api.Composition.Plans;

namespace Gateway.Api.Checking;

/// <summary>Says what a plan does: its parts as a graph, the longest way through it, time and calls at worst.</summary>
internal static class PlanExplanation
{
    public static void Write(Plan plan, TextWriter output)
    {
        foreach (var route in plan.Routes)
        {
            output.WriteLine();
            output.WriteLine($"{route.Name}: {(route.IdsMax > 0 ? "POST" : "GET")} {route.Pattern.RawText}, {(route.IsAnonymous ? "anonymous" : "signed in")}, budget {Seconds(route.Budget)}");
            foreach (var index in route.Order)
            {
                output.WriteLine($"  {Line(route, route.Parts[index])}");
            }

            var longest = PlanLint.LongestPath(route);
            output.WriteLine(
                $"  at worst: {Seconds(longest < route.Budget ? longest : route.Budget)} (longest way {string.Join(" -> ", LongestWay(route))}), "
                + $"{route.Parts.Sum(part => part.CallsMax)} calls, of which at most {plan.ExtraCallsPercent} % of a service's calls are retries and hedges");
        }
    }

    private static string Line(ComposedRoute route, ComposedPart part)
    {
        var words = new List<string>
        {
            part.Name,
            part.IsRequired ? "required" : part.Fallback is null ? "optional" : "fallback",
            $"GET {part.Service}{part.TemplateText}",
            $"within {Seconds(part.Timeout)}",
            $"up to {part.CallsMax} calls",
        };
        if (part.WaitsFor.Length > 0)
        {
            words.Add($"after {string.Join(", ", part.WaitsFor.Select(other => route.Parts[other].Name))}");
        }

        if (part.Cache is { } cache)
        {
            words.Add($"kept {Seconds(cache.Ttl)}");
        }

        if (part.Each is { } each)
        {
            words.Add($"spread over {route.Parts[each.Host].Name} {each.List.Text}");
        }

        return string.Join(", ", words);
    }

    private static Stack<string> LongestWay(ComposedRoute route)
    {
        var ends = new TimeSpan[route.Parts.Length];
        var before = new int[route.Parts.Length];
        foreach (var i in route.Order)
        {
            before[i] = route.Parts[i].WaitsFor.OrderByDescending(other => ends[other]).FirstOrDefault(-1);
            ends[i] = route.Parts[i].Timeout + (before[i] < 0 ? TimeSpan.Zero : ends[before[i]]);
        }

        var way = new Stack<string>();
        for (var i = Array.IndexOf(ends, ends.Max()); i >= 0; i = before[i])
        {
            way.Push(route.Parts[i].Name);
        }

        return way;
    }

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
