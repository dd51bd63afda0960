using Microsoft.Extensions.Options;

namespace Gateway.Api.Composition;

/// <summary>The plan is read once before the start, so that a wrong one stops it.</summary>
internal sealed class CompositionsValidator(IConfiguration configuration) : IValidateOptions<CompositionsOptions>
{
    public ValidateOptionsResult Validate(string? name, CompositionsOptions options)
    {
        var failures = PlanReader.Read(configuration.GetSection(PlanReader.Section)).Failures;
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
