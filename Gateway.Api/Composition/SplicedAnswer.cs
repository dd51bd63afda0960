using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Api.Composition;

/// <summary>Writes parts as one JSON object, their bytes as they came: nothing is parsed again, nothing is changed.</summary>
internal static class SplicedAnswer
{
    private static ReadOnlySpan<byte> PartialMember => "\"_partial\":"u8;

    public static async Task WriteAsync(HttpResponse response, ComposedRoute route, IReadOnlyList<PartAnswer> answers)
    {
        var missing = Missing(route, answers);
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.ContentLength = LengthOf(route, answers, missing);
        response.Headers["Server-Timing"] = Timings(route, answers);
        response.Headers.XContentTypeOptions = "nosniff";
        if (missing is not null)
        {
            // What is missing now may be there in a moment: no cache may keep the gap.
            response.Headers.CacheControl = "no-store";
        }

        Write(response.BodyWriter, route, answers, missing);
        await response.BodyWriter.FlushAsync();
    }

    /// <summary>The member <c>_partial</c> in UTF-8, or null where nothing is missing.</summary>
    private static byte[]? Missing(ComposedRoute route, IReadOnlyList<PartAnswer> answers)
    {
        var reasons = new Dictionary<string, string>();
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Reason is { } reason)
            {
                reasons.Add(route.Parts[i].Name, reason);
            }
        }

        return reasons.Count == 0 ? null : [.. PartialMember, .. JsonSerializer.SerializeToUtf8Bytes(reasons)];
    }

    private static long LengthOf(ComposedRoute route, IReadOnlyList<PartAnswer> answers, byte[]? missing)
    {
        // Two braces, and a comma between any two members.
        long length = 2 + (missing?.Length ?? 0);
        var members = missing is null ? 0 : 1;
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Reason is null)
            {
                length += route.Parts[i].Member.Length + answers[i].Body.Length;
                members++;
            }
        }

        return length + members - 1;
    }

    private static void Write(IBufferWriter<byte> writer, ComposedRoute route, IReadOnlyList<PartAnswer> answers, byte[]? missing)
    {
        var separator = "{"u8;
        for (var i = 0; i < answers.Count; i++)
        {
            if (answers[i].Reason is null)
            {
                writer.Write(separator);
                writer.Write(route.Parts[i].Member);
                writer.Write(answers[i].Body);
                separator = ","u8;
            }
        }

        if (missing is not null)
        {
            writer.Write(separator);
            writer.Write(missing);
        }

        writer.Write("}"u8);
    }

    /// <summary><c>price;dur=8.1, stock;dur=800.4;desc="timeout"</c>: where the time went.</summary>
    private static string Timings(ComposedRoute route, IReadOnlyList<PartAnswer> answers)
    {
        var timings = new StringBuilder();
        for (var i = 0; i < answers.Count; i++)
        {
            timings.Append(i == 0 ? "" : ", ").Append(route.Parts[i].Name)
                .Append(CultureInfo.InvariantCulture, $";dur={answers[i].Elapsed.TotalMilliseconds:0.0}");
            if (answers[i].Reason is { } reason)
            {
                timings.Append(";desc=\"").Append(reason).Append('"');
            }
        }

        return timings.ToString();
    }
}
