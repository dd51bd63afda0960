using System.Runtime.CompilerServices;
using System.Text;
using Gateway.Api.Composition.Plans;
using Gateway.Api.Composition.Pooling;

namespace Gateway.Api.Composition.Answers;

/// <summary>Writes what the parts made: 200, or 304 where the client has it already.</summary>
internal static class ComposedAnswer
{
    /// <summary>The member that names what is missing.</summary>
    public const string PartialMember = "_partial";

    [AsyncMethodBuilder(typeof(PooledBuilder))]
    public static async ValueTask WriteAsync(HttpContext context, ComposedRoute route, PartOutcome[] parts)
    {
        var response = context.Response;
        var partial = Partial(route, parts);
        response.Headers["Server-Timing"] = ServerTiming.Of(route, parts);
        response.Headers.XContentTypeOptions = "nosniff";
        if (partial.Length > 0)
        {
            // What is missing now may be there in a moment: no cache may keep the gap.
            response.Headers.CacheControl = CacheHeader.NoStore;
        }
        else if (IsKnownToClient(context, route, parts))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        response.ContentLength = AnswerBody.LengthOf(route.Layout, parts, partial);
        AnswerBody.Write(response.BodyWriter, route.Layout, parts, partial);
        await response.BodyWriter.FlushAsync(CancellationToken.None);
    }

    /// <summary>Sets what lets clients and caches keep the answer; true where this client has it.</summary>
    private static bool IsKnownToClient(HttpContext context, ComposedRoute route, PartOutcome[] parts)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = CacheHeader.Of(route, parts);
        if (route.Vary is { } vary)
        {
            headers.Vary = vary;
        }

        if (route.IdsMax > 0)
        {
            // A POST has no validators.
            return false;
        }

        var tag = EntityTag.Of(route.Layout, parts);
        headers.ETag = tag;
        return EntityTag.Matches(context.Request.Headers.IfNoneMatch, tag);
    }

    /// <summary>The member <c>_partial</c> in UTF-8, or nothing where nothing is missing. Names and reasons need no escape.</summary>
    private static byte[] Partial(ComposedRoute route, PartOutcome[] parts)
    {
        StringBuilder? members = null;
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i].Reason is { } reason)
            {
                members = members?.Append(',') ?? new();
                members.Append('"').Append(route.Parts[i].Name).Append("\":\"").Append(reason).Append('"');
            }
        }

        return members is null ? [] : Encoding.UTF8.GetBytes($"\"{PartialMember}\":{{{members}}}");
    }
}
