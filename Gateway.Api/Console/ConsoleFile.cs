using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Gateway.Api.Console;

/// <summary>A file of the page as it goes out.</summary>
/// <param name="Plain">Its bytes.</param>
/// <param name="Brotli">The same, compressed when the page was built; null where that saves nothing.</param>
/// <param name="Gzip">Likewise.</param>
/// <param name="ContentType">By its name.</param>
/// <param name="IsHashed">Its name holds a hash of its content: what was fetched once need never be asked for again.</param>
internal sealed record ConsoleFile(byte[] Plain, byte[]? Brotli, byte[]? Gzip, string ContentType, bool IsHashed)
{
    /// <summary>By content, the same for every encoding of it, hence weak.</summary>
    public EntityTagHeaderValue Tag { get; } = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Plain))[..16]}\"", isWeak: true);

    /// <summary>The smallest form that the client takes, and the name of its encoding; null: as it is.</summary>
    public (byte[] Bytes, string? Encoding) For(IList<StringWithQualityHeaderValue> accepted)
    {
        bool Takes(string encoding) => accepted.Any(value => value.Value == encoding && value.Quality is not 0);
        return this switch
        {
            { Brotli: { } brotli } when Takes("br") => (brotli, "br"),
            { Gzip: { } gzip } when Takes("gzip") => (gzip, "gzip"),
            _ => (Plain, null),
        };
    }
}
