using Microsoft.Extensions.Options;

namespace Gateway.Api.Proxy;

/// <summary>Stands for the section <c>ReverseProxy</c> in the check before the start; its content is YARP's.</summary>
internal sealed class ProxySettings;

/// <summary>What YARP says of its section, a line each.</summary>
internal sealed class ProxyFailures
{
    public List<string> Lines { get; } = [];
}

internal sealed class ProxySettingsValidator(ProxyFailures failures) : IValidateOptions<ProxySettings>
{
    public ValidateOptionsResult Validate(string? name, ProxySettings options) =>
        failures.Lines.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures.Lines);
}
