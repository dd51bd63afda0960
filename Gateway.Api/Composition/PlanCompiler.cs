using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Gateway.Api.Composition;

/// <summary>Turns settings into a plan, or says on one line each what is wrong with them.</summary>
internal sealed partial class PlanCompiler(CompositionsOptions options)
{
    private const int PartsMax = 16;
    private const int RetriesMax = 3;
    private const int BytesMax = 16 * 1024 * 1024;
    private static readonly TimeSpan BudgetMax = TimeSpan.FromSeconds(60);

    private readonly List<string> failures = [];
    private readonly Dictionary<string, string> shapes = [];

    /// <summary>The plan; it is complete only where there are no failures.</summary>
    public static (Plan Plan, IReadOnlyList<string> Failures) Compile(CompositionsOptions options)
    {
        var compiler = new PlanCompiler(options);
        compiler.CheckDefaults();
        var routes = options.Compositions.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => compiler.Route(entry.Key, entry.Value)).OfType<ComposedRoute>().ToArray();
        return (new(routes), compiler.failures);
    }

    private void CheckDefaults()
    {
        var (key, defaults) = ("Gateway:CompositionDefaults", options.CompositionDefaults);
        CheckTime($"{key}:Budget", defaults.Budget, BudgetMax);
        CheckTime($"{key}:PartTimeout", defaults.PartTimeout, defaults.Budget);
        CheckNumber($"{key}:PartBytesMax", defaults.PartBytesMax, 1, BytesMax);
        CheckNumber($"{key}:PartRetries", defaults.PartRetries, 0, RetriesMax);
    }

    private ComposedRoute? Route(string name, CompositionSettings settings)
    {
        var key = $"Gateway:Compositions:{name}";
        Check(RouteName().IsMatch(name), key, name, "a name of lower-case letters, digits and dashes");
        Check(settings.Access is "Anonymous" or "SignedIn", $"{key}:Access", settings.Access, "Anonymous, SignedIn");
        var budget = settings.Budget ?? options.CompositionDefaults.Budget;
        CheckTime($"{key}:Budget", budget, BudgetMax);
        Check(settings.Parts.Count is > 0 and <= PartsMax, $"{key}:Parts", $"{settings.Parts.Count} parts", $"1 to {PartsMax} parts");
        if (Pattern($"{key}:Path", settings.Path) is not { } pattern)
        {
            return null;
        }

        var parts = settings.Parts.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => Part($"{key}:Parts:{entry.Key}", entry.Key, entry.Value, pattern, budget)).OfType<ComposedPart>().ToArray();
        return new(name, pattern, settings.Access == "Anonymous", budget, parts);
    }

    private RoutePattern? Pattern(string key, string? path)
    {
        var pattern = TryParse(path);
        if (!Check(pattern is not null, key, path, "a path from / on whose values are whole and required, such as /api/products/{id}"))
        {
            return null;
        }

        // "/a/{id}" and "/a/{sku}" are the same address.
        var shape = Value().Replace(path!, "{}").ToUpperInvariant();
        Check(shapes.TryAdd(shape, path!), key, path, $"a path that no other composition has ({shapes[shape]})");
        return pattern;
    }

    private static RoutePattern? TryParse(string? path)
    {
        if (path is null || !path.StartsWith('/'))
        {
            return null;
        }

        try
        {
            var pattern = RoutePatternFactory.Parse(path);
            return pattern.Parameters.All(value => !value.IsOptional && !value.IsCatchAll && value.Default is null) ? pattern : null;
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }

    private ComposedPart? Part(string key, string name, PartSettings settings, RoutePattern pattern, TimeSpan budget)
    {
        var defaults = options.CompositionDefaults;
        var timeout = settings.Timeout ?? (defaults.PartTimeout < budget ? defaults.PartTimeout : budget);
        var retries = settings.Retries ?? defaults.PartRetries;
        var bytesMax = settings.BytesMax ?? defaults.PartBytesMax;
        Check(PartName().IsMatch(name), key, name, "a name that begins with a letter and holds letters, digits, - and _");
        Check(settings.Service is not null && ServiceName().IsMatch(settings.Service), $"{key}:Service", settings.Service,
            "the name of a service, lower-case letters, digits and dashes");
        var timeIsGood = CheckTime($"{key}:Timeout", timeout, budget);
        var retriesAreGood = CheckNumber($"{key}:Retries", retries, 0, RetriesMax);
        CheckNumber($"{key}:BytesMax", bytesMax, 1, BytesMax);
        var template = Template($"{key}:Path", settings.Path, pattern);
        return template is null || !timeIsGood || !retriesAreGood ? null : new(
            name, Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name)}\":"), $"https+http://{settings.Service}", template,
            settings.Required, timeout, bytesMax, PartPipeline.Build(timeout, retries));
    }

    private PathTemplate? Template(string key, string? path, RoutePattern pattern)
    {
        var known = pattern.Parameters.Select(value => value.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var values = known.Count == 0 ? "the composition's path has none" : string.Join(", ", known.Select(value => $"{{{value}}}"));
        var isGood = PathTemplate.TryParse(path, out var template) && template.Values.All(known.Contains);
        return Check(isGood, key, path, $"a path from / on without dot segments; values: {values}") ? template : null;
    }

    private bool CheckTime(string key, TimeSpan value, TimeSpan max) =>
        Check(value > TimeSpan.Zero && value <= max, key, $"{value}", $"above 0, at most {max}");

    private bool CheckNumber(string key, int value, int min, int max) =>
        Check(value >= min && value <= max, key, $"{value}", $"{min} to {max}");

    private bool Check(bool isGood, string key, string? value, string allowed)
    {
        if (!isGood)
        {
            failures.Add($"{key} is {(value is null ? "missing" : $"'{value}'")}; allowed: {allowed}.");
        }

        return isGood;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex RouteName();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}$")]
    private static partial Regex ServiceName();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,62}$")]
    private static partial Regex PartName();

    [GeneratedRegex("""\{[^}]*\}""")]
    private static partial Regex Value();
}
