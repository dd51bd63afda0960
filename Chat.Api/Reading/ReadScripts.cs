using Chat.Api.Messages;

namespace Chat.Api.Reading;

/// <summary>The Lua scripts of read marks.</summary>
internal static class ReadScripts
{
    public static string Mark { get; } = LogScripts.Read("mark.lua");

    public static string Written { get; } = LogScripts.Read("written.lua");
}
