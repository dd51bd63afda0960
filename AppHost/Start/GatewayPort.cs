using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace AppHost.Start;

/// <summary>The one port that users type: <c>--port N</c>, or <c>Gateway:Port</c>, or 8080.</summary>
internal static class GatewayPort
{
    private const int Default = 8080;

    /// <exception cref="StartRefusedException">Not a port, or taken; then the message says by whom.</exception>
    public static int Choose(IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            return Default;
        }

        var configuration = builder.Configuration;
        var (key, text) = configuration["port"] is { } option ? ("--port", option) : ("Gateway:Port", configuration["Gateway:Port"]);
        var port = Parse(key, text);
        return !IsTaken(port) ? port : throw new StartRefusedException(
            $"{key} is {port}, which is taken by {PortOwner.Describe(port)}; allowed: a free port, for example './run --port {port + 1}'.");
    }

    private static int Parse(string key, string? text)
    {
        if (text is null)
        {
            return Default;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new StartRefusedException($"{key} is '{text}'; allowed: a port from 1 to {IPEndPoint.MaxPort}.");
    }

    private static bool IsTaken(int port) => IPGlobalProperties.GetIPGlobalProperties()
        .GetActiveTcpListeners().Any(listener => listener.Port == port);
}
