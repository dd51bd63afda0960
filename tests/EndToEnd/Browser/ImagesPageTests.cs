using EndToEnd.Fixture;
using EndToEnd.Imaging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>Files from a browser straight to storage.</summary>
[Collection(SystemCollection.Name)]
public sealed class ImagesPageTests(SystemFixture system, BrowserFixture browser)
{
    [Fact]
    public async Task Ten_files_are_uploaded_of_which_two_are_broken()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, "images");
        await visitor.SignInAsync("Ingrid");
        var files = Enumerable.Range(1, 8).Select(number => Files.Of($"photo {number}.jpg", Photos.Jpeg(400, 300, number)))
            .Append(Files.Of("cut off.jpg", Photos.Jpeg(800, 600, 9)[..9_000]))
            .Append(Files.Of("no image.png", "This is a text."u8.ToArray()));

        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Choose files" })).ToBeEnabledAsync();
        await visitor.Page.GetByLabel("Choose image files").SetInputFilesAsync(files);

        await Expect(visitor.Page.Locator("[data-status=succeeded]")).ToHaveCountAsync(8);
        await Expect(visitor.Page.Locator("[data-status=failed]")).ToHaveCountAsync(2);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "photo 3.jpg: done; details" }).ClickAsync();
        var details = visitor.Page.GetByRole(AriaRole.Dialog, new() { Name = "photo 3.jpg" });
        await Expect(details.GetByRole(AriaRole.List, new() { Name = "Derivatives" }).GetByRole(AriaRole.Listitem)).Not.ToHaveCountAsync(0);
        await ShownAsync(details.GetByRole(AriaRole.Img).First);
        await details.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "cut off.jpg: failed; details" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("image-corrupt");
        await Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("damaged or cut off");
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task An_image_goes_into_a_room_and_others_see_it()
    {
        var room = await system.CreateRoomAsync("ines");
        await using var ines = await Visitor.OpenAsync(system, browser, $"chat/{room}");
        await ines.SignInAsync("Ines");
        await using var omar = await Visitor.OpenAsync(system, browser, $"chat/{room}");
        await omar.SignInAsync("Omar");
        await Expect(omar.Page.Locator("[data-fact=epoch]")).Not.ToHaveTextAsync("–");

        await ines.Page.GetByLabel("Image files to attach").SetInputFilesAsync(Files.Of("harbour.jpg", Photos.Jpeg(600, 400, 11)));
        await Expect(ines.Main.GetByText("image 600 × 400")).ToBeVisibleAsync();
        await ines.Page.GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await ShownAsync(omar.Page.GetByRole(AriaRole.Img, new() { Name = "Attached image" }));
        omar.ComplainsOfNothing();
    }

    /// <summary>The browser has decoded it: an address that is refused would leave it at 0.</summary>
    private static async Task ShownAsync(ILocator image)
    {
        await image.ScrollIntoViewIfNeededAsync();
        await Support.Eventually.BecomesAsync(
            "the picture to be shown", () => image.EvaluateAsync<int>("picture => picture.naturalWidth"), width => width > 0, TimeSpan.FromMilliseconds(BrowserFixture.TimeoutMs));
    }
}
