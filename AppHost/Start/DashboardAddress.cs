using System.Net.NetworkInformation;
using Hosting.LocalProcesses.Servers;

namespace AppHost.Start;

/// <summary>
/// Where the dashboard listens. Aspire takes it from the environment, which launch settings fill with fixed ports; a second
/// system beside the first then fails. So it is chosen here, where the caller has not said otherwise.
/// </summary>
internal static class DashboardAddress
{
    private const int Preferred = 18888;

    /// <summary>Fills the variables that Aspire's builder reads when it is created.</summary>
    public static void Choose()
    {
        SetUnlessSet("ASPNETCORE_URLS", () => $"http://localhost:{(IsFree(Preferred) ? Preferred : FreePort.Next())}");
        SetUnlessSet("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", () => $"http://localhost:{FreePort.Next()}");
        // Everything listens on loopback only, where TLS would need a certificate that a fresh machine does not trust.
        SetUnlessSet("ASPIRE_ALLOW_UNSECURED_TRANSPORT", () => "true");
    }

    private static bool IsFree(int port) => IPGlobalProperties.GetIPGlobalProperties()
        .GetActiveTcpListeners().All(listener => listener.Port != port);

    private static void SetUnlessSet(string variable, Func<string> value)
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)))
        {
            Environment.SetEnvironmentVariable(variable, value());
        }
    }
}
