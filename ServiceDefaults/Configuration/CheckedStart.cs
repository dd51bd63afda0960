using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServiceDefaults.Configuration;

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
            Check(app.Services);
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (WrongSettings.LinesOf(exception) is { Count: > 0 } lines)
        {
            foreach (var line in lines)
            {
                await Console.Error.WriteLineAsync(line);
            }

            return 1;
        }
    }

    private static void Check(IServiceProvider services)
    {
        List<Exception> wrong = [];
        foreach (var section in services.GetServices<CheckedSection>())
        {
            try
            {
                section.Read(services);
            }
            catch (Exception exception) when (WrongSettings.LinesOf(exception).Count > 0)
            {
                wrong.Add(exception);
            }
        }

        if (wrong.Count > 0)
        {
            throw new AggregateException(wrong);
        }

        // Options that were not registered by AddCheckedOptions.
        services.GetService<IStartupValidator>()?.Validate();
    }
}
