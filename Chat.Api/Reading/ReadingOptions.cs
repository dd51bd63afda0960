using Microsoft.Extensions.Options;

namespace Chat.Api.Reading;

/// <summary>Read marks (<c>Chat</c>).</summary>
internal sealed class ReadingOptions
{
    /// <summary>How long marks gather in Redis before they are written; an emptied Redis loses no more. Default: 2 seconds.</summary>
    public TimeSpan ReadMarkInterval { get; set; } = TimeSpan.FromSeconds(2);
}

internal sealed class ReadingOptionsValidator : IValidateOptions<ReadingOptions>
{
    private static readonly TimeSpan Min = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Max = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, ReadingOptions options) => OptionChecks.Of(
        ("ReadMarkInterval", options.ReadMarkInterval, options.ReadMarkInterval >= Min && options.ReadMarkInterval <= Max, $"{Min} to {Max}"));
}
