using System.Runtime.CompilerServices;

namespace Support;

/// <summary>
/// Every host watches its configuration files, each with an inotify instance of its own, of which Linux gives a user 128: a
/// suite of many hosts uses them up. What a test changes, it changes through the configuration itself.
/// </summary>
internal static class FewWatchers
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable("DOTNET_HOSTBUILDER__RELOADCONFIGONCHANGE", "false");
}
