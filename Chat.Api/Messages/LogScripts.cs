namespace Chat.Api.Messages;

/// <summary>The Lua scripts of the log. Redis runs each as one step, and knows it by its hash after the first time.</summary>
internal static class LogScripts
{
    public static string Append { get; } = Read("append.lua");

    public static string Head { get; } = Read("head.lua");

    public static string Seed { get; } = Read("seed.lua");

    public static string Covered { get; } = Read("covered.lua");

    internal static string Read(string name)
    {
        using var stream = typeof(LogScripts).Assembly.GetManifestResourceStream($"Scripts.{name}")
            ?? throw new InvalidOperationException($"The script {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
