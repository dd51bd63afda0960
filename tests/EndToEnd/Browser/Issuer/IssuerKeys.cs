using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Support.Servers;
using static Microsoft.AspNetCore.WebUtilities.WebEncoders;

namespace EndToEnd.Browser.Issuer;

/// <summary>One RSA key that signs tokens and the issuer's own certificate.</summary>
internal sealed class IssuerKeys : IDisposable
{
    private const string Id = "test-key";
    private readonly RSA key = RSA.Create(2048);
    private readonly TemporaryFolder folder = new();

    private IssuerKeys()
    {
        var request = new CertificateRequest("CN=Test issuer", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(6));
        CertificateFile = Path.Combine(folder.Path, "issuer.pem");
        File.WriteAllText(CertificateFile, Certificate.ExportCertificatePem());
    }

    public X509Certificate2 Certificate { get; }

    public string CertificateFile { get; }

    /// <summary>The public half, as a JSON Web Key.</summary>
    public object Published
    {
        get
        {
            var half = key.ExportParameters(includePrivateParameters: false);
            return new { kty = "RSA", use = "sig", alg = "RS256", kid = Id, n = Base64UrlEncode(half.Modulus!), e = Base64UrlEncode(half.Exponent!) };
        }
    }

    public static IssuerKeys Create() => new();

    /// <summary>A signed access token.</summary>
    public string Token(string issuer, string audience, string user, string[] roles, TimeSpan lifetime)
    {
        var now = TimeProvider.System.GetUtcNow();
        var signed = Part(new { alg = "RS256", typ = "JWT", kid = Id }) + "." + Part(new
        {
            iss = issuer, aud = audience, sub = user.ToLowerInvariant(), name = user, roles,
            iat = now.ToUnixTimeSeconds(), exp = (now + lifetime).ToUnixTimeSeconds(),
        });
        return $"{signed}.{Base64UrlEncode(key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose()
    {
        Certificate.Dispose();
        key.Dispose();
        folder.Dispose();
    }

    private static string Part(object content) => Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(content));
}
