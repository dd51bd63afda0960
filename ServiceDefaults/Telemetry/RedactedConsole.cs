using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Last look at a line before it reaches the console. Filters alone do not hold: one setting such as
/// <c>Logging:Console:LogLevel:Default</c> outranks them all and opens the loggers that write whole addresses.
/// </summary>
internal sealed class RedactedConsole(ConsoleFormatter inner) : ConsoleFormatter(inner.Name), IDisposable
{
    /// <summary>Puts itself before every formatter that is registered: simple, systemd and JSON.</summary>
    public static void Wrap(IServiceCollection services)
    {
        for (var index = 0; index < services.Count; index++)
        {
            if (services[index] is { ServiceType: { } service, ImplementationType: { } formatter } && service == typeof(ConsoleFormatter))
            {
                services[index] = ServiceDescriptor.Singleton<ConsoleFormatter>(provider =>
                    new RedactedConsole((ConsoleFormatter)ActivatorUtilities.CreateInstance(provider, formatter)));
            }
        }
    }

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var line = new StringWriter();
        inner.Write(logEntry, scopeProvider, line);
        textWriter.Write(SecretQuery.Remove(line.ToString()));
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
