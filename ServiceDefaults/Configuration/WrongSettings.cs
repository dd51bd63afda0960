using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Configuration;

/// <summary>Turns what a start throws about settings into the lines that its operator reads.</summary>
internal static partial class WrongSettings
{
    /// <summary>The lines to print, or none where the exception is not about settings or the address.</summary>
    public static IReadOnlyList<string> LinesOf(Exception exception) =>
        [.. ReasonsOf(exception).Select(reason => reason.ReplaceLineEndings(" ")).Distinct()];

    private static IEnumerable<string> ReasonsOf(Exception exception) => exception switch
    {
        OptionsValidationException wrong => wrong.Failures,
        AggregateException many => many.InnerExceptions.SelectMany(ReasonsOf),
        InvalidOperationException conversion when Conversion().Match(conversion.Message) is { Success: true } match =>
            [$"{match.Groups["key"]} is '{match.Groups["value"]}'; allowed: {Allowed(match.Groups["type"].Value)}."],
        // Kestrel wraps both: "Failed to bind to address http://127.0.0.1:5000: address already in use."
        IOException { InnerException: AddressInUseException } taken => [taken.Message],
        _ => [],
    };

    private static string Allowed(string type) => type switch
    {
        "System.Int32" or "System.Int64" => "a whole number",
        "System.Double" or "System.Decimal" => "a number",
        "System.Boolean" => "true or false",
        "System.TimeSpan" => "a time such as 00:00:30",
        "System.Uri" => "an address",
        _ => $"a value of {type.Split('.', '+')[^1]}",
    };

    // "Failed to convert configuration value 'x' at 'Chat:Partitions' to type 'System.Int32'."
    [GeneratedRegex("^Failed to convert configuration value '(?<value>.*)' at '(?<key>.*)' to type '(?<type>.*)'\\.$", RegexOptions.Singleline)]
    private static partial Regex Conversion();
}
