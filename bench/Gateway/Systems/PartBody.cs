using System.Globalization;
using System.Text;

namespace Bench.Gateway.Systems;

/// <summary>JSON as services answer it: objects in a list, strings, numbers and booleans.</summary>
internal static class PartBody
{
    private const string End = "\"}";

    /// <summary>One JSON object of <paramref name="kilobytes"/> times 1,024 bytes, all of them ASCII.</summary>
    public static string Of(int kilobytes)
    {
        var length = kilobytes * 1_024;
        var text = new StringBuilder("{\"items\":[", length);
        for (var index = 0; text.Length < length - 150; index++)
        {
            text.Append(index == 0 ? "" : ",")
                .Append(CultureInfo.InvariantCulture, $"{{\"id\":{index},\"name\":\"Product {index}\",\"price\":{19.9 + index},\"inStock\":{(index % 3 == 0 ? "false" : "true")}}}");
        }

        text.Append("],\"remark\":\"");
        return text.Append('x', length - text.Length - End.Length).Append(End).ToString();
    }
}
