using Microsoft.Extensions.Options;

namespace Gateway.Api.Composition.Plans;

/// <summary>The plan is read once before the start, so that a wrong one stops it.</summary>
internal sealed class CompositionsValidator(IConfiguration configuration) : IValidateOptions<CompositionsOptions>
{
    public ValidateOptionsResult Validate(string? name, CompositionsOptions options)
    {
        string[] failures = [.. PlanReader.Read(configuration, new()).Errors];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
