using System.Buffers.Binary;
using System.Buffers.Text;
using System.IO.Hashing;
using Microsoft.Extensions.Primitives;

namespace Gateway.Api.Composition.Answers;

/// <summary>A strong tag of the merged body: made of the digests of its parts and of where they stand, so that a kept part is not read again.</summary>
internal static class EntityTag
{
    private const int DigestBytes = 16;

    public static string Of(AnswerLayout layout, ReadOnlySpan<PartOutcome> parts)
    {
        Span<byte> bytes = stackalloc byte[DigestBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Add(0, layout.Root, parts));
        Span<char> tag = stackalloc char[24];
        tag[0] = '"';
        var written = Base64Url.EncodeToChars(bytes, tag[1..]);
        tag[written + 1] = '"';
        return new(tag[..(written + 2)]);
    }

    /// <summary>True where one of the tags of <c>If-None-Match</c> is this one, or <c>*</c>. Weak comparison, as RFC 9110 asks there.</summary>
    public static bool Matches(StringValues header, string tag)
    {
        foreach (var line in header)
        {
            var rest = line.AsSpan();
            foreach (var range in rest.Split(','))
            {
                var candidate = rest[range].Trim();
                candidate = candidate.StartsWith("W/", StringComparison.Ordinal) ? candidate[2..] : candidate;
                if (candidate is "*" || candidate.SequenceEqual(tag))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static UInt128 Add(UInt128 digest, LayoutNode node, ReadOnlySpan<PartOutcome> parts)
    {
        if (node.Part >= 0)
        {
            return parts[node.Part] is { HasBody: true, IsShown: true } part ? Join(digest, node.Digest, part.Answer!.Hash) : digest;
        }

        foreach (var child in node.Children)
        {
            digest = Add(digest, child, parts);
        }

        return digest;
    }

    private static UInt128 Join(UInt128 before, UInt128 place, UInt128 body)
    {
        Span<byte> bytes = stackalloc byte[3 * DigestBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, before);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[DigestBytes..], place);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[(2 * DigestBytes)..], body);
        return XxHash128.HashToUInt128(bytes);
    }
}
