using EndToEnd.Fixture;
using EndToEnd.Imaging;
using Microsoft.Playwright;
using Support;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>What models say of a picture, as the page shows it while it becomes known. Each test is somebody of its own.</summary>
[Collection(SystemCollection.Name)]
public sealed class ImageFindingsTests(SystemFixture system, BrowserFixture browser)
{
    // A portrait in the public domain, of 256 pixels; see the README there.
    private static readonly byte[] Portrait = File.ReadAllBytes(Repository.File("tests", "Imaging.Worker.Tests", "Inference", "Golden", "astronaut.jpg"));

    [Fact]
    public async Task Moderation_shows_its_verdict_and_the_score_of_each_label()
    {
        await using var visitor = await EnterAsync("Mona", "moderated", "4 files up to 1,600 pixels");
        var details = await UploadAsync(visitor, Files.Of("meadow.jpg", Photos.Jpeg(400, 300, 31)));

        await Expect(details.GetByRole(AriaRole.Heading, new() { Name = "Moderation allowed" })).ToBeVisibleAsync();
        var scores = details.GetByRole(AriaRole.List, new() { Name = "Moderation scores" }).GetByRole(AriaRole.Listitem);
        await Expect(scores).ToHaveCountAsync(5);
        await Expect(scores.Filter(new() { HasText = "Neutral" })).ToContainTextAsync("%");
        await visitor.KeepAsync("image-moderated");
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task Text_that_was_found_can_be_read()
    {
        await using var visitor = await EnterAsync("Tilda", "document", "text");
        var details = await UploadAsync(visitor, Files.Of("invoice.png", await Files.TextAsync(visitor.Page, "Invoice 4711", "Total 99 EUR")));

        await Expect(details.Locator(".found-text")).ToHaveTextAsync("Invoice 4711\nTotal 99 EUR", new() { UseInnerText = true });
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task A_face_is_framed_where_it_is_in_the_whole_picture()
    {
        await using var visitor = await EnterAsync("Fay", "avatar", "faces");
        var details = await UploadAsync(visitor, Files.Of("portrait.jpg", Portrait));

        await Expect(details.GetByRole(AriaRole.Heading, new() { Name = "One face" })).ToBeVisibleAsync();
        // Of a picture in which the head is in the upper middle: an avatar is cut, and its frame would be elsewhere.
        var frame = await details.Locator(".faces-picture").BoundingBoxAsync();
        var face = await details.Locator(".face").BoundingBoxAsync();
        Assert.InRange((face!.X + (face.Width / 2) - frame!.X) / frame.Width, 0.3f, 0.6f);
        Assert.InRange((face.Y + (face.Height / 2) - frame.Y) / frame.Height, 0.1f, 0.5f);
        await visitor.KeepAsync("image-faces");
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task Images_that_look_alike_are_shown_with_their_likeness()
    {
        await using var visitor = await EnterAsync("Simon", "gallery", "embedding");
        var alike = Photos.Jpeg(400, 300, 41);
        await visitor.Page.GetByLabel("Choose image files").SetInputFilesAsync([Files.Of("first.jpg", alike), Files.Of("other.png", await Files.TextAsync(visitor.Page, "Nothing alike"))]);
        await Expect(visitor.Page.Locator("[data-status=succeeded]")).ToHaveCountAsync(2);

        var details = await UploadAsync(visitor, Files.Of("second.jpg", Photos.Jpeg(380, 285, 41)));

        var similar = details.GetByRole(AriaRole.List, new() { Name = "Similar images" }).GetByRole(AriaRole.Listitem);
        await Expect(similar).ToHaveCountAsync(2);
        await Expect(similar.First).ToContainTextAsync("first.jpg");
        await Expect(similar.First.Locator("img")).ToBeVisibleAsync();
        await Expect(similar.First).ToContainTextAsync("%");
        await visitor.KeepAsync("image-similar");
        visitor.ComplainsOfNothing();
    }

    private async Task<Visitor> EnterAsync(string name, string preset, string makes)
    {
        var visitor = await Visitor.OpenAsync(system, browser, "images");
        await visitor.SignInAsync(name);
        await visitor.Page.GetByLabel("Preset for new files").SelectOptionAsync(preset);
        await Expect(visitor.Page.Locator("#preset-makes")).ToContainTextAsync(makes);
        return visitor;
    }

    /// <summary>Uploads a file and opens its details at once: what becomes known of it comes there by itself.</summary>
    private static async Task<ILocator> UploadAsync(Visitor visitor, FilePayload file)
    {
        await visitor.Page.GetByLabel("Choose image files").SetInputFilesAsync(file);
        await visitor.Page.Locator(".image-card", new() { HasText = file.Name }).Locator(".image-open").ClickAsync();
        return visitor.Page.GetByRole(AriaRole.Dialog);
    }
}
