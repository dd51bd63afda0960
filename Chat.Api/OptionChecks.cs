using Microsoft.Extensions.Options;

namespace Chat.Api;

/// <summary>Says every wrong setting of the section <c>Chat</c> in the words that all services use.</summary>
internal static class OptionChecks
{
    public const string Section = "Chat";

    public static ValidateOptionsResult Of(params (string Key, object Value, bool Holds, string Allowed)[] checks)
    {
        var failures = checks.Where(check => !check.Holds)
            .Select(check => $"{Section}:{check.Key} is {check.Value}; allowed: {check.Allowed}.").ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
