using System.Text.Json;

namespace Gateway.Api.Checking;

/// <summary>Line of every key of a JSON configuration, by the key as configuration writes it: <c>Gateway:Compositions:page:Path</c>.</summary>
internal sealed class JsonLines
{
    private readonly Dictionary<string, int> lines = new(StringComparer.OrdinalIgnoreCase);

    private JsonLines()
    {
    }

    /// <exception cref="JsonException">The text is not JSON; comments and trailing commas may be.</exception>
    public static JsonLines Of(ReadOnlySpan<byte> json)
    {
        var found = new JsonLines();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var path = new Stack<Place>();
        var (line, counted) = (1, 0);
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            line += json[counted..start].Count((byte)'\n');
            counted = start;
            found.Take(ref reader, path, line);
        }

        return found;
    }

    /// <summary>Line of the key or of the nearest one above it that the file has; 0 where it has none.</summary>
    public int Find(string key)
    {
        for (var rest = key; rest.Length > 0; rest = rest[..Math.Max(0, rest.LastIndexOf(':'))])
        {
            if (lines.TryGetValue(rest, out var line))
            {
                return line;
            }
        }

        return 0;
    }

    private void Take(ref Utf8JsonReader reader, Stack<Place> path, int line)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                path.Peek().Name = reader.GetString()!;
                lines[Key(path)] = line;
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Number(path, line);
                path.Push(new() { IsArray = reader.TokenType == JsonTokenType.StartArray });
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                path.Pop();
                break;
            default:
                Number(path, line);
                break;
        }
    }

    /// <summary>An item of an array has its index for a name.</summary>
    private void Number(Stack<Place> path, int line)
    {
        if (path.TryPeek(out var place) && place.IsArray)
        {
            place.Name = $"{place.Index++}";
            lines[Key(path)] = line;
        }
    }

    private static string Key(Stack<Place> path) => string.Join(':', path.Reverse().Select(place => place.Name));

    private sealed class Place
    {
        public string Name { get; set; } = "";

        public bool IsArray { get; init; }

        public int Index { get; set; }
    }
}
