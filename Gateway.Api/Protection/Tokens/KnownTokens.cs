using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Api.Protection.Tokens;

/// <summary>
/// Remembers for a moment which tokens were found good: a client sends the same one with each request, and checking a signature costs more
/// than composing an answer. By digest, so that no token lies in memory; a token that was refused is checked each time.
/// </summary>
/// <remarks>
/// A token is never taken beyond its own end. One whose key its issuer withdraws is taken for <see cref="Remembered"/> longer than
/// without this; single tokens cannot be withdrawn either way.
/// </remarks>
internal sealed class KnownTokens(TimeProvider time)
{
    /// <summary>Tokens that are remembered at most, twice: those of this moment and of the last.</summary>
    public const int TokensMax = 4_096;

    private const int LengthMax = 4 * 1_024;

    /// <summary>How long.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);

    private readonly Lock exclusive = new();
    private Dictionary<Digest, Known> now = [];
    private Dictionary<Digest, Known> before = [];

    /// <summary>Whose token it is, where it is known to be good.</summary>
    public ClaimsPrincipal? Find(ReadOnlySpan<char> token)
    {
        if (token.Length > LengthMax)
        {
            return null;
        }

        var digest = Digest.Of(token);
        lock (exclusive)
        {
            return (now.TryGetValue(digest, out var known) || before.TryGetValue(digest, out known))
                && time.GetElapsedTime(known.At) < Remembered && known.EndsAt > time.GetUtcNow()
                ? known.User
                : null;
        }
    }

    /// <summary>A token was found good.</summary>
    public void Remember(ReadOnlySpan<char> token, ClaimsIdentity identity, DateTimeOffset endsAt)
    {
        if (token.Length > LengthMax)
        {
            return;
        }

        var known = new Known(new(identity), time.GetTimestamp(), endsAt);
        lock (exclusive)
        {
            if (now.Count >= TokensMax)
            {
                (before, now) = (now, []);
            }

            now[Digest.Of(token)] = known;
        }
    }

    private sealed record Known(ClaimsPrincipal User, long At, DateTimeOffset EndsAt);

    private readonly record struct Digest(UInt128 First, UInt128 Second)
    {
        public static Digest Of(ReadOnlySpan<char> token)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            Span<byte> bytes = stackalloc byte[3 * LengthMax];
            SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
            return new(BitConverter.ToUInt128(hash), BitConverter.ToUInt128(hash[16..]));
        }
    }
}
