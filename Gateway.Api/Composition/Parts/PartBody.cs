using System.Buffers;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Pooling;
using Gateway.Api.Composition.Wire;
using Gateway.Api.Proxy;

namespace Gateway.Api.Composition.Parts;

/// <summary>Reads a part's body into a pooled buffer, as far as its limit allows, and lets it pass only as one JSON value.</summary>
internal static class PartBody
{
    private const int FirstBytes = 4 * 1024;

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public static async ValueTask<PartAnswer> ReadAsync(HttpContent content, int bytesMax, CancellationToken cancellationToken)
    {
        if (!IsPlainJson(content.Headers))
        {
            return PartAnswer.Failed(PartReasons.WrongContentType, StatusCodes.Status200OK);
        }

        if (!OneLength.IsIn(content.Headers))
        {
            return PartAnswer.Failed(PartReasons.Interrupted, StatusCodes.Status200OK);
        }

        var announced = content.Headers.ContentLength;
        if (announced > bytesMax)
        {
            return PartAnswer.Failed(PartReasons.TooLarge, StatusCodes.Status200OK);
        }

        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        return await ReadAsync(new StreamBytes(stream), (int)(announced ?? FirstBytes), bytesMax, cancellationToken);
    }

    /// <summary>The same from a connection of our own client.</summary>
    public static ValueTask<PartAnswer> ReadAsync(in WireAnswer response, int bytesMax, CancellationToken cancellationToken)
    {
        var head = response.Head;
        return !head.IsPlainJson ? new(PartAnswer.Failed(PartReasons.WrongContentType, StatusCodes.Status200OK))
            : head.Length > bytesMax ? new(PartAnswer.Failed(PartReasons.TooLarge, StatusCodes.Status200OK))
            : ReadAsync(response.Body, head.Length < 0 ? FirstBytes : (int)head.Length, bytesMax, cancellationToken);
    }

    /// <summary><c>application/json</c> or <c>application/anything+json</c>, in UTF-8.</summary>
    public static bool IsPlainJson(MediaTypeHeaderValue? header) =>
        header is { MediaType: { } type, CharSet: var charset }
        && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)))
        && (charset is null || charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private static async ValueTask<PartAnswer> ReadAsync<TBytes>(TBytes bytes, int expected, int bytesMax, CancellationToken cancellationToken)
        where TBytes : IPartBytes
    {
        // One more than expected, so that the read that finds the end has room.
        var buffer = ArrayPool<byte>.Shared.Rent(expected + 1);
        var length = 0;
        var isHandedOver = false;
        try
        {
            int read;
            while (length <= bytesMax && (read = await bytes.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0)
            {
                length += read;
                buffer = length == buffer.Length ? Grow(buffer) : buffer;
            }

            var reason = length == 0 ? PartReasons.Empty
                : length > bytesMax ? PartReasons.TooLarge
                : JsonValue.IsOne(buffer.AsSpan(0, length)) ? null
                : PartReasons.NotJson;
            isHandedOver = reason is null;
            return isHandedOver ? PartAnswer.Whole(buffer, length) : PartAnswer.Failed(reason!, StatusCodes.Status200OK);
        }
        finally
        {
            if (!isHandedOver)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static byte[] Grow(byte[] full)
    {
        var wider = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(wider, 0);
        ArrayPool<byte>.Shared.Return(full);
        return wider;
    }

    /// <summary><c>application/json</c> or <c>application/anything+json</c>, in UTF-8, not compressed.</summary>
    private static bool IsPlainJson(HttpContentHeaders headers)
    {
        // The text as it came: the typed header costs an object a call.
        var said = headers.NonValidated;
        return !said.Contains("Content-Encoding")
            && said.TryGetValues("Content-Type", out var type)
            && (type.ToString() is "application/json" or "application/json; charset=utf-8" || IsPlainJson(headers.ContentType));
    }
}
