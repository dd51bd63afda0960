using System.Reflection;

namespace Gateway.Api.Composition.Wire;

/// <summary>
/// What waits for a socket goes on, on the thread that heard of it, without a way through the thread pool: a composed request hears five
/// services. New requests of clients still go through the pool (Kestrel's own rule), so the wait for threads is still what overload shows in.
/// </summary>
/// <remarks>
/// The price is that nothing behind a socket's answer may block: it would hold up all sockets of its thread, of which there is one for each
/// core. The runtime reads the setting once, before the first socket, and knows it by environment alone.
/// </remarks>
internal static class InlineCompletions
{
    private const string Setting = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Chooses them for this process, where it is the gateway's own and its environment says nothing else (<c>0</c>: not).</summary>
    public static void Choose()
    {
        // A host that runs the gateway within itself, as tests do, may block where it likes.
        if (Assembly.GetEntryAssembly() == typeof(InlineCompletions).Assembly && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Setting)))
        {
            Environment.SetEnvironmentVariable(Setting, "1");
        }
    }
}
