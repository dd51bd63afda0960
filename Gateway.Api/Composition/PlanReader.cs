namespace Gateway.Api.Composition;

/// <summary>From configuration to a plan, or to the lines that say why there is none.</summary>
internal static class PlanReader
{
    /// <summary>Section that the plan is read from.</summary>
    public const string Section = "Gateway";

    public static (Plan Plan, IReadOnlyList<string> Failures) Read(IConfiguration gateway)
    {
        string[] unknown = [.. UnknownKeys.Find(gateway)];
        if (unknown.Length > 0)
        {
            return (new([]), unknown);
        }

        try
        {
            return PlanCompiler.Compile(new()
            {
                CompositionDefaults = Bind<CompositionDefaults>(gateway, "CompositionDefaults"),
                Compositions = Bind<Dictionary<string, CompositionSettings>>(gateway, "Compositions"),
            });
        }
        catch (InvalidOperationException exception)
        {
            // "Failed to convert configuration value 'x' at 'Gateway:...' to type 'System.TimeSpan'.", below a general sentence.
            return (new([]), [Innermost(exception).Message]);
        }
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
}
