using Microsoft.Extensions.Options;

namespace Gateway.Api.Composition;

/// <summary>The plan is compiled once before the start, so that a wrong one stops it.</summary>
internal sealed class CompositionsValidator(IConfiguration configuration) : IValidateOptions<CompositionsOptions>
{
    public ValidateOptionsResult Validate(string? name, CompositionsOptions options)
    {
        string[] failures =
            [.. UnknownKeys.Find(configuration.GetSection(PlanStore.Section)), .. PlanCompiler.Compile(options).Failures];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
