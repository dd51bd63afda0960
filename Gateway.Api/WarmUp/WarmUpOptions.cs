using Microsoft.Extensions.Options;

namespace Gateway.Api.WarmUp;

/// <summary>What a gateway does before it says that it is ready (<c>Gateway:WarmUp</c>).</summary>
internal sealed class WarmUpOptions
{
    /// <summary>Composed requests that it asks itself, 0 (none) to 10,000. Default: 400; what they run through is compiled then.</summary>
    public int Requests { get; set; } = 400;

    /// <summary>Time that this may take at most, 100 ms to 1 minute; then it is ready anyway. Default: 5 seconds.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(5);
}

internal sealed class WarmUpOptionsValidator : IValidateOptions<WarmUpOptions>
{
    private const int RequestsMax = 10_000;
    private static readonly TimeSpan PatienceMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, WarmUpOptions options) =>
        options.Requests is < 0 or > RequestsMax
            ? ValidateOptionsResult.Fail($"Gateway:WarmUp:Requests is {options.Requests}; allowed: 0 to {RequestsMax}.")
        : options.Patience < PatienceMin || options.Patience > PatienceMax
            ? ValidateOptionsResult.Fail($"Gateway:WarmUp:Patience is {options.Patience}; allowed: {PatienceMin} to {PatienceMax}.")
        : ValidateOptionsResult.Success;
}
