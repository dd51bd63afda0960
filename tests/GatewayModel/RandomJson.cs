using System.Globalization;
using System.Text;

namespace GatewayModel;

/// <summary>Random JSON with the grammar's hard corners: escapes, lone surrogates, huge numbers, duplicates, deep nesting, white space.</summary>
internal sealed class RandomJson(Random random)
{
    /// <summary>Names that the rules of random plans speak of.</summary>
    public static readonly string[] Names = ["a", "b", "c", "id", "list"];

    private static readonly string[] Strings =
    [
        "\"\"", "\"x\"", "\"\\u0061\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"😀\"", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\u0000\"", "\"},{\"", "\"a\\u2028b\"", "\"_partial\"",
    ];

    private static readonly string[] Scalars =
        ["0", "-0", "1", "12", "-1.5e+300", "1E400", "123456789012345678901234567890.123456789", "0.1", "1e-5", "true", "false", "null"];

    /// <summary>One JSON value.</summary>
    public string Value(int depth = 3)
    {
        var text = new StringBuilder();
        Space(text);
        Write(text, random.Next(40) == 0 ? 60 : depth);
        Space(text);
        return text.ToString();
    }

    /// <summary>An object, more often than not with the members that plans use.</summary>
    public string Object(int depth = 3)
    {
        var text = new StringBuilder();
        WriteObject(text, depth);
        return text.ToString();
    }

    private void Write(StringBuilder text, int depth)
    {
        if (depth > 10)
        {
            text.Append('[', depth - 2).Append(']', depth - 2);
            return;
        }

        switch (depth == 0 ? random.Next(3) : random.Next(7))
        {
            case 0 or 1:
                text.Append(Pick(Scalars));
                break;
            case 2:
                text.Append(Pick(Strings));
                break;
            case 3 or 4 or 5:
                WriteObject(text, depth);
                break;
            default:
                WriteArray(text, depth);
                break;
        }
    }

    private void WriteObject(StringBuilder text, int depth)
    {
        text.Append('{');
        var count = random.Next(5);
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            Space(text);
            text.Append('"').Append(Escaped(Pick(Names))).Append('"');
            Space(text);
            text.Append(':');
            Space(text);
            Write(text, Math.Max(0, depth - 1));
            Space(text);
        }

        text.Append('}');
    }

    private void WriteArray(StringBuilder text, int depth)
    {
        text.Append('[');
        var count = random.Next(4);
        for (var i = 0; i < count; i++)
        {
            text.Append(i == 0 ? "" : ",");
            Space(text);
            Write(text, Math.Max(0, depth - 1));
            Space(text);
        }

        text.Append(']');
    }

    /// <summary>Now and then a name is written by escapes: the same name.</summary>
    private string Escaped(string name) =>
        random.Next(6) == 0 ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)name[0]:x4}{name[1..]}") : name;

    private void Space(StringBuilder text)
    {
        if (random.Next(8) == 0)
        {
            text.Append(Pick(" ", "\n", "\t", "\r\n"));
        }
    }

    private string Pick(params string[] from) => from[random.Next(from.Length)];
}
