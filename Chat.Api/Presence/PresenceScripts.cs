using Chat.Api.Messages;

namespace Chat.Api.Presence;

/// <summary>The Lua scripts of presence.</summary>
internal static class PresenceScripts
{
    public static string Announce { get; } = LogScripts.Read("tell.lua") + LogScripts.Read("announce.lua");

    public static string Bury { get; } = LogScripts.Read("tell.lua") + LogScripts.Read("bury.lua");

    public static string Present { get; } = LogScripts.Read("present.lua");
}
