using System.Buffers;

namespace Gateway.Api.Composition.Answers;

/// <summary>The answer's bytes: members in the order of the layout, each part as it is. Nothing is parsed, nothing is changed.</summary>
internal static class AnswerBody
{
    /// <summary>Length in bytes; <paramref name="partial"/> is the member <c>_partial</c> or empty.</summary>
    public static int LengthOf(AnswerLayout layout, ReadOnlySpan<PartOutcome> parts, ReadOnlySpan<byte> partial)
    {
        var (length, members) = LengthOf(layout.Root, parts);
        return 2 + length + partial.Length + Math.Max(0, members + (partial.IsEmpty ? 0 : 1) - 1);
    }

    public static void Write(IBufferWriter<byte> output, AnswerLayout layout, ReadOnlySpan<PartOutcome> parts, ReadOnlySpan<byte> partial)
    {
        output.Write("{"u8);
        var isFirst = true;
        WriteMembers(output, layout.Root, parts, ref isFirst);
        if (!partial.IsEmpty)
        {
            Separate(output, ref isFirst);
            output.Write(partial);
        }

        output.Write("}"u8);
    }

    private static (int Length, int Members) LengthOf(LayoutNode group, ReadOnlySpan<PartOutcome> parts)
    {
        var (length, members) = (0, 0);
        foreach (var child in group.Children)
        {
            if (!IsThere(child, parts))
            {
                continue;
            }

            members++;
            if (child.Merged.Count > 0)
            {
                length += Inner(parts[child.Part].Body).Length;
            }
            else if (child.Part >= 0)
            {
                length += child.Member.Length + parts[child.Part].Body.Length;
            }
            else
            {
                var (inner, count) = LengthOf(child, parts);
                length += child.Member.Length + 2 + inner + count - 1;
            }
        }

        return (length, members);
    }

    private static void WriteMembers(IBufferWriter<byte> output, LayoutNode group, ReadOnlySpan<PartOutcome> parts, ref bool isFirst)
    {
        foreach (var child in group.Children)
        {
            if (!IsThere(child, parts))
            {
                continue;
            }

            Separate(output, ref isFirst);
            if (child.Merged.Count > 0)
            {
                output.Write(Inner(parts[child.Part].Body));
                continue;
            }

            output.Write(child.Member);
            if (child.Part >= 0)
            {
                output.Write(parts[child.Part].Body);
                continue;
            }

            output.Write("{"u8);
            var isFirstInside = true;
            WriteMembers(output, child, parts, ref isFirstInside);
            output.Write("}"u8);
        }
    }

    /// <summary>A group is there when one of its members is.</summary>
    private static bool IsThere(LayoutNode node, ReadOnlySpan<PartOutcome> parts)
    {
        if (node.Part >= 0)
        {
            return parts[node.Part] is { HasBody: true, IsShown: true } part && (node.Merged.Count == 0 || !Inner(part.Body).IsEmpty);
        }

        foreach (var child in node.Children)
        {
            if (IsThere(child, parts))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What stands between the braces of an object.</summary>
    private static ReadOnlySpan<byte> Inner(ReadOnlySpan<byte> body)
    {
        var white = " \t\r\n"u8;
        var whole = body.Trim(white);
        return whole.Length < 2 || whole[0] != (byte)'{' ? default : whole[1..^1].Trim(white);
    }

    private static void Separate(IBufferWriter<byte> output, ref bool isFirst)
    {
        if (!isFirst)
        {
            output.Write(","u8);
        }

        isFirst = false;
    }
}
