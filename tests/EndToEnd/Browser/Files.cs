using Microsoft.Playwright;

namespace EndToEnd.Browser;

/// <summary>Files as a page gets them.</summary>
internal static class Files
{
    public static FilePayload Of(string name, byte[] bytes) => new() { Name = name, MimeType = TypeOf(name), Buffer = bytes };

    /// <summary>What a file manager hands to the page under the pointer.</summary>
    public static Task<IJSHandle> TransferAsync(IPage page, params FilePayload[] files) => page.EvaluateHandleAsync(
        """
        files => {
          const transfer = new DataTransfer();
          for (const { name, type, base64 } of files) {
            transfer.items.add(new File([Uint8Array.from(atob(base64), char => char.charCodeAt(0))], name, { type }));
          }
          return transfer;
        }
        """,
        files.Select(file => new { name = file.Name, type = file.MimeType, base64 = Convert.ToBase64String(file.Buffer) }));

    /// <summary>Text as the browser draws it, black on white: a PNG.</summary>
    public static async Task<byte[]> TextAsync(IPage page, params string[] lines) => Convert.FromBase64String(await page.EvaluateAsync<string>(
        """
        lines => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [900, 80 + 90 * lines.length];
          const pen = canvas.getContext("2d");
          pen.fillStyle = "white";
          pen.fillRect(0, 0, canvas.width, canvas.height);
          pen.fillStyle = "black";
          pen.font = "44px Inter, sans-serif";
          lines.forEach((line, index) => pen.fillText(line, 40, 90 + 90 * index));
          return canvas.toDataURL("image/png").split(",")[1];
        }
        """,
        lines));

    private static string TypeOf(string name) => name.EndsWith("png", StringComparison.Ordinal) ? "image/png" : "image/jpeg";
}
