using Gateway.Api.Composition.Parts;
using Gateway.Api.Composition.Values;

namespace Gateway.Api.Composition;

/// <summary>Reads the body of a POST, <c>{"ids": ["1", 2]}</c>: different ids, in their order.</summary>
internal static class IdsBody
{
    /// <summary>Bytes that a body may have: ids of full length, with room for names and white space.</summary>
    private const int BytesPerId = (PathTemplate.ValueLengthMax * 6) + 8;

    /// <summary>The ids, or null where the body is anything else.</summary>
    public static async Task<IReadOnlyList<string>?> ReadAsync(HttpRequest request, int idsMax, CancellationToken cancellationToken)
    {
        if (!request.HasJsonContentType())
        {
            return null;
        }

        var body = new byte[Math.Min((ValueSource.ItemsMax * BytesPerId) + 256, request.ContentLength + 1 ?? int.MaxValue)];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return length == body.Length || !JsonValue.IsOne(body.AsSpan(0, length)) ? null : Of(body.AsSpan(0, length), idsMax);
    }

    private static List<string>? Of(ReadOnlySpan<byte> body, int idsMax)
    {
        if (!JsonPath.TryParse("ids", out var path) || JsonScalar.ReadAll(path.Find(body), ValueSource.ItemsMax) is not { Count: > 0 } ids)
        {
            return null;
        }

        // An id that is named twice is one.
        List<string> different = [.. ids.Distinct(StringComparer.Ordinal)];
        return different.Count <= idsMax ? different : null;
    }
}
