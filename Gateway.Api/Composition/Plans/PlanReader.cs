using System.Text.RegularExpressions;
using Gateway.Api.Composition.Parts;

namespace Gateway.Api.Composition.Plans;

/// <summary>A plan with all that was found in it; only one without errors is taken.</summary>
internal sealed record PlanReading(Plan Plan, IReadOnlyList<Finding> Findings)
{
    public IEnumerable<string> Errors => Findings.Where(finding => finding.IsError).Select(finding => finding.Message);

    public bool IsGood => !Findings.Any(finding => finding.IsError);
}

/// <summary>From configuration to a plan, or to the lines that say why there is none.</summary>
internal static partial class PlanReader
{
    /// <summary>Section that the plan is read from.</summary>
    public const string Section = "Gateway";

    private static readonly Plan None = new([], 0, new CompositionDefaults().CacheBytesMax);

    public static PlanReading Read(IConfiguration configuration, CallBudgets budgets)
    {
        var gateway = configuration.GetSection(Section);
        var findings = new Findings();
        UnknownKeys.Find(gateway, findings);
        if (findings.HasErrors)
        {
            return new(None, findings.All);
        }

        CompositionsOptions options;
        try
        {
            options = new()
            {
                CompositionDefaults = Bind<CompositionDefaults>(gateway, "CompositionDefaults"),
                Compositions = Bind<Dictionary<string, CompositionSettings>>(gateway, "Compositions"),
            };
        }
        catch (InvalidOperationException exception)
        {
            // "Failed to convert configuration value 'x' at 'Gateway:...' to type 'System.TimeSpan'.", below a general sentence.
            var said = Innermost(exception).Message;
            var key = KeyIn().Match(said) is { Success: true } found ? found.Groups[1].Value : Section;
            findings.Say(PlanRules.ValueType, key, said.Contains(key, StringComparison.Ordinal) ? said : $"{key}: {said}");
            return new(None, findings.All);
        }

        var plan = new PlanCompiler(options, Surroundings.Of(configuration), budgets, findings).Compile();
        return new(findings.HasErrors ? None : plan, findings.All);
    }

    /// <summary>Strict, since a lenient binder drops a dictionary's entry that it cannot read, and says nothing.</summary>
    private static T Bind<T>(IConfiguration gateway, string key)
        where T : new() =>
        gateway.GetSection(key).Get<T>(options => options.ErrorOnUnknownConfiguration = true) ?? new();

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is InvalidOperationException inner)
        {
            exception = inner;
        }

        return exception;
    }

    [GeneratedRegex("at '([^']+)'")]
    private static partial Regex KeyIn();
}
