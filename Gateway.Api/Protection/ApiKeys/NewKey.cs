using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Gateway.Api.Protection.ApiKeys;

/// <summary><c>Gateway.Api key NAME [SCOPE ...]</c>: makes a key, prints it once, and what the configuration keeps of it.</summary>
internal static class NewKey
{
    private const int Bytes = 32;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static bool IsAsked(string[] args) => args is ["key", ..];

    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (args is not [_, var name, .. var scopes] || name.StartsWith('-'))
        {
            error.WriteLine("key is without a name; allowed: key NAME [SCOPE ...].");
            return 2;
        }

        var key = $"gk_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes))}";
        output.WriteLine($"The key, shown only now: {key}");
        output.WriteLine("For the configuration, under Gateway:ApiKeys:");
        output.WriteLine(JsonSerializer.Serialize(
            new Dictionary<string, object> { [name] = new { Sha256 = ApiKeyStore.HashOf(key), Scopes = scopes } }, Indented));
        return 0;
    }
}
