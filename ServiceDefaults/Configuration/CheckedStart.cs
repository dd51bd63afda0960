using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.Hosting;

/// <summary>A start that fails in one readable line instead of a stack trace.</summary>
public static class CheckedStart
{
    /// <summary>
    /// Validates every setting, then runs the service until it is told to stop. Answers the exit code: 0, or 1 where a
    /// setting is wrong or the address is taken; then each reason stands on one line of standard error.
    /// </summary>
    public static async Task<int> RunCheckedAsync(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (ReasonsOf(exception) is { Count: > 0 } reasons)
        {
            foreach (var reason in reasons)
            {
                await Console.Error.WriteLineAsync(reason);
            }

            return 1;
        }
    }

    /// <summary>The lines to print, or none where the exception is not about settings or the address.</summary>
    private static List<string> ReasonsOf(Exception exception) => exception switch
    {
        OptionsValidationException wrong => [.. wrong.Failures],
        AggregateException many => [.. many.InnerExceptions.SelectMany(ReasonsOf)],
        // "Failed to convert configuration value 'x' at 'Chat:Partitions' to type 'System.Int32'."
        InvalidOperationException conversion
            when conversion.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => [conversion.Message],
        IOException { InnerException: AddressInUseException or SocketException } taken => [taken.Message],
        _ => [],
    };
}
