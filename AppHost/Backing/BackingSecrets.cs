using System.Security.Cryptography;
using System.Text.Json;
using Hosting.LocalProcesses.Servers;

namespace AppHost.Backing;

/// <summary>Passwords of the backing services: made once, kept beside the data that they open, readable by its owner alone.</summary>
internal sealed record BackingSecrets(string RedisPassword, string PostgresPassword, string StorageAccountKey)
{
    private const int PasswordCharacters = 40;
    private const int AccountKeyBytes = 64;

    public static BackingSecrets ReadOrCreate(DataFolder folder)
    {
        var path = Path.Combine(folder.Path, "secrets.json");
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<BackingSecrets>(File.ReadAllText(path))!;
        }

        var secrets = new BackingSecrets(
            RandomNumberGenerator.GetHexString(PasswordCharacters, lowercase: true),
            RandomNumberGenerator.GetHexString(PasswordCharacters, lowercase: true),
            Convert.ToBase64String(RandomNumberGenerator.GetBytes(AccountKeyBytes)));
        PrivateFile.Write(path, JsonSerializer.Serialize(secrets));
        return secrets;
    }
}
