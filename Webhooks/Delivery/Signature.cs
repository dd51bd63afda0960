using System.Security.Cryptography;
using System.Text;

namespace Webhooks;

/// <summary>What the receiver checks: the headers of Standard Webhooks.</summary>
internal static class Signature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary><c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
    /// <param name="secret">Bytes of the secret.</param>
    /// <param name="id">Id of the delivery: the same in every attempt.</param>
    /// <param name="timestamp">Seconds since 1970 of this attempt.</param>
    /// <param name="body">As it is sent.</param>
    public static string Of(byte[] secret, string id, string timestamp, string body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")))}";
}
