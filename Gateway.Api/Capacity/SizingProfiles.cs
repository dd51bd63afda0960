using System.Text;
using Capacity;

namespace Gateway.Api.Capacity;

/// <summary>Turns the setting into a profile: a built-in one by its name, another from its text as JSON, in Base64.</summary>
internal static class SizingProfiles
{
    public const string Key = "Gateway:Capacity:Profile";

    public static ProfileReading Read(string setting)
    {
        if (ProfileReader.BuiltIn(setting) is { } builtIn)
        {
            return new(builtIn, null, []);
        }

        var bytes = new byte[setting.Length];
        return Convert.TryFromBase64String(setting, bytes, out var length)
            ? ProfileReader.Read(Encoding.UTF8.GetString(bytes, 0, length), Key, "profile", changes: [])
            : new(null, null, [$"{Key} is '{setting}'; allowed: {ProfileReader.BuiltInNames} or Base64 of a profile file."]);
    }
}
