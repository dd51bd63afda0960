using System.Globalization;

namespace Imaging.Worker.Uploads;

/// <summary>The last image of a page: <c>{ticks}-{id}</c>.</summary>
internal static class ListCursor
{
    public static string Write(DateTime createdAt, string id) => string.Create(CultureInfo.InvariantCulture, $"{createdAt.Ticks}-{id}");

    public static bool TryRead(string text, out (DateTime CreatedAt, string Id) cursor)
    {
        cursor = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !ImageId.IsValid(text[(dash + 1)..])
            || !long.TryParse(text[..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        cursor = (new(ticks, DateTimeKind.Utc), text[(dash + 1)..]);
        return true;
    }
}
