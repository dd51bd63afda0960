using System.Net.Http.Json;
using System.Text.Json;
using EndToEnd.Fixture;
using EndToEnd.Imaging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>How files come to the page, and how one takes them back. Each test is somebody of its own, so that nobody else's images are counted.</summary>
[Collection(SystemCollection.Name)]
public sealed class ImageFilesTests(SystemFixture system, BrowserFixture browser)
{
    [Fact]
    public async Task Files_that_are_dropped_are_uploaded_and_the_place_shows_that_it_takes_them()
    {
        await using var visitor = await EnterAsync("Dora");
        var transfer = await Files.TransferAsync(visitor.Page, Files.Of("dune.jpg", Photos.Jpeg(320, 240, 21)), Files.Of("reed.jpg", Photos.Jpeg(320, 240, 22)));
        var place = visitor.Page.Locator(".dropzone");

        await place.DispatchEventAsync("dragover", new { dataTransfer = transfer });
        await Expect(visitor.Page.Locator(".dropzone.is-over")).ToHaveCountAsync(1);
        await place.DispatchEventAsync("drop", new { dataTransfer = transfer });

        await Expect(visitor.Page.Locator(".dropzone.is-over")).ToHaveCountAsync(0);
        await Expect(visitor.Page.Locator("[data-status=succeeded]")).ToHaveCountAsync(2);
        await Expect(visitor.Main.GetByText("dune.jpg")).ToBeVisibleAsync();
        await Expect(visitor.Main.GetByText("reed.jpg")).ToBeVisibleAsync();
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task A_picture_that_is_pasted_is_uploaded()
    {
        await using var visitor = await EnterAsync("Paul");
        await visitor.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        // As another program puts it there, and by the keys of the user.
        await visitor.Page.EvaluateAsync(
            "async base64 => navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([Uint8Array.from(atob(base64), char => char.charCodeAt(0))], { type: 'image/png' }) })])",
            Convert.ToBase64String(await Files.TextAsync(visitor.Page, "A note")));
        await visitor.Page.Keyboard.PressAsync("Control+V");

        await Expect(visitor.Page.Locator("[data-status=succeeded]")).ToHaveCountAsync(1);
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task An_upload_that_is_cancelled_ends_at_the_page_and_in_the_service()
    {
        await using var visitor = await EnterAsync("Carla");
        await using var line = await SlowLine.AttachAsync(visitor.Page, bytesPerSecond: 40_000);
        await visitor.Page.GetByLabel("Choose image files").SetInputFilesAsync(Files.Of("large.jpg", Photos.Jpeg(1600, 1200, 23)));

        var progress = visitor.Page.GetByLabel("Upload of large.jpg");
        await Expect(progress).ToBeVisibleAsync();
        await Support.Eventually.BecomesAsync(
            "the upload to be under way", () => progress.EvaluateAsync<double>("bar => bar.value"), share => share is > 0 and < 1, TimeSpan.FromMilliseconds(BrowserFixture.TimeoutMs));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel large.jpg" }).ClickAsync();

        await Expect(visitor.Page.Locator("[data-status=cancelled]")).ToHaveCountAsync(1);
        await line.EndAsync();
        using var carla = await system.As("carla");
        Assert.Equal("cancelled", await Support.Eventually.BecomesAsync("the image to be cancelled", () => StatusAsync(carla), status => status == "cancelled"));
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Remove large.jpg from the list" }).ClickAsync();
        await Expect(visitor.Page.Locator("[data-status]")).ToHaveCountAsync(0);
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task An_upload_whose_line_breaks_says_so_and_is_not_taken_for_done()
    {
        await using var visitor = await EnterAsync("Ottilie");
        await using var line = await SlowLine.AttachAsync(visitor.Page, bytesPerSecond: 40_000);
        await visitor.Page.GetByLabel("Choose image files").SetInputFilesAsync(Files.Of("lost.jpg", Photos.Jpeg(2400, 1800, 24)));
        await Expect(visitor.Page.GetByLabel("Upload of lost.jpg")).ToBeVisibleAsync();

        await line.BreakAsync();

        await Expect(visitor.Page.Locator("[data-status=refused]")).ToContainTextAsync("interrupted");
        await Expect(visitor.Page.Locator("[data-status=refused]")).ToContainTextAsync("offline");
    }

    private async Task<Visitor> EnterAsync(string name)
    {
        var visitor = await Visitor.OpenAsync(system, browser, "images");
        await visitor.SignInAsync(name);
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Choose files" })).ToBeEnabledAsync();
        await Expect(visitor.Main.GetByText("No images yet")).ToBeVisibleAsync();
        return visitor;
    }

    /// <summary>Status of the user's only image.</summary>
    private static async Task<string?> StatusAsync(HttpClient user)
    {
        var images = (await user.GetFromJsonAsync<JsonElement>("/images")).GetProperty("images").EnumerateArray().ToList();
        return Assert.Single(images).GetProperty("status").GetString();
    }
}
