using Microsoft.Extensions.Options;

namespace Chat.Api.Retention;

/// <summary>How entries that are older than their rooms keep them are deleted (<c>Chat</c>).</summary>
internal sealed class RetentionOptions
{
    /// <summary>How often it is looked for such entries. Default: 10 minutes.</summary>
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Most entries that one transaction deletes. Default: 1,000.</summary>
    public int RetentionBatch { get; set; } = 1_000;
}

internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options) => OptionChecks.Of(
        ("RetentionInterval", options.RetentionInterval,
            options.RetentionInterval >= TimeSpan.FromMilliseconds(100) && options.RetentionInterval <= TimeSpan.FromDays(1), "00:00:00.1 to 1.00:00:00"),
        ("RetentionBatch", options.RetentionBatch, options.RetentionBatch is >= 1 and <= 100_000, "1 to 100000"));
}
