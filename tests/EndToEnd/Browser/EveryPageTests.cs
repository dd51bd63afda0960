using EndToEnd.Fixture;
using Microsoft.Playwright;
using Support;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>What holds for every page: who cannot see or use a mouse is not shut out, and nothing is cut off on a phone.</summary>
[Collection(SystemCollection.Name)]
public sealed class EveryPageTests(SystemFixture system, BrowserFixture browser)
{
    // The page, and what is seen once it is there.
    private static readonly (string Page, string Shown)[] Pages =
        [("", "Estimate beside measured"), ("chat/lobby", "here: "), ("images", "Drop or paste"), ("gateway", "Break a service"), ("sizing", "What would be deployed")];

    private static readonly string Axe = File.ReadAllText(Repository.File("Console", "node_modules", "axe-core", "axe.min.js"));

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_and_nothing_is_cut_off(int width, ColorScheme colours)
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, "chat", width, colours);
        await AxeFindsNothingAsync(visitor, "sign-in");
        await visitor.SignInAsync("Maya");
        foreach (var (page, shown) in Pages)
        {
            await visitor.GoAsync(page);
            await Expect(visitor.Main.GetByText(shown).First).ToBeVisibleAsync();
            if (page == "gateway")
            {
                // The first answer of a machine that is busy may be over its budget.
                await Visitor.UntilAsync(async () =>
                {
                    await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
                    await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Waterfall" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(5, new() { Timeout = 3_000 });
                });
            }

            await AxeFindsNothingAsync(visitor, page);
            await NothingIsCutOffAsync(visitor, page);
            await visitor.KeepAsync($"{(page == "" ? "overview" : page.Split('/')[0])}-{width}-{colours.ToString().ToLowerInvariant()}");
        }

        visitor.ComplainsOfNothing();
    }

    [Theory]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task The_description_of_the_API_shows_what_the_services_say_of_themselves(int width, ColorScheme colours)
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, width: width, colours: colours);
        await visitor.Page.GotoAsync(new Uri(system.Gateway, "/openapi").ToString());

        await Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Name = "POST /images", Exact = true })).ToBeVisibleAsync();
        // One whose service names no parameters.
        await Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Name = "GET /images/presets", Exact = true })).ToBeVisibleAsync();
        var post = visitor.Main.Locator("section", new() { Has = visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "POST /images", Exact = true }) });
        await post.GetByRole(AriaRole.Link, new() { Name = "imaging-api.UploadTicket" }).ClickAsync();
        await Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Name = "imaging-api.UploadTicket", Exact = true })).ToBeInViewportAsync();
        // A composed answer is what its parts' services say.
        await Expect(visitor.Main.GetByRole(AriaRole.Heading, new() { Name = "catalog.ProductDetails", Exact = true })).ToBeVisibleAsync();
        foreach (var answer in await visitor.Main.Locator("summary").AllAsync())
        {
            await answer.ClickAsync();
        }

        await AxeFindsNothingAsync(visitor, "openapi");
        await NothingIsCutOffAsync(visitor, "openapi");
        await visitor.KeepAsync($"openapi-{width}-{colours.ToString().ToLowerInvariant()}");
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task The_keyboard_alone_is_enough()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser);
        await Expect(visitor.Page.GetByLabel("The parts of the system")).ToBeVisibleAsync();

        // Past the links at the top, then to a page by its link.
        await visitor.Page.Keyboard.PressAsync("Tab");
        await Expect(visitor.Page.GetByText("Skip to the content")).ToBeFocusedAsync();
        await TabToAsync(visitor, "Chat");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Main.GetByLabel("Your name")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.TypeAsync("Kim");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.Locator("[data-state=connected]")).ToBeVisibleAsync();

        await visitor.Page.GetByLabel("Message to lobby").FocusAsync();
        await visitor.Page.Keyboard.TypeAsync("Without a mouse");
        await visitor.Page.Keyboard.PressAsync("Enter");
        var message = visitor.Page.GetByRole(AriaRole.Log).Locator(".message", new() { HasText = "Without a mouse" }).Last;
        await Expect(message.GetByRole(AriaRole.Button, new() { Name = "Edit" })).ToBeAttachedAsync();
        // Backwards from the composer: the newest message's own buttons come first, and show themselves.
        await TabToAsync(visitor, "Delete", backwards: true);
        await Expect(message.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Page.GetByRole(AriaRole.Log).GetByText("Without a mouse")).ToHaveCountAsync(0);
    }

    private static async Task TabToAsync(Visitor visitor, string name, bool backwards = false)
    {
        for (var step = 0; step < 60; step++)
        {
            if (await visitor.Page.EvaluateAsync<string>("document.activeElement?.textContent?.trim() ?? ''") == name)
            {
                return;
            }

            await visitor.Page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }

        Assert.Fail($"60 steps of the Tab key did not reach '{name}'.");
    }

    private static async Task NothingIsCutOffAsync(Visitor visitor, string page)
    {
        var overhang = await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(overhang <= 0, $"'{page}' scrolls sideways by {overhang} pixels.");
    }

    private static async Task AxeFindsNothingAsync(Visitor visitor, string page)
    {
        await visitor.Page.EvaluateAsync(Axe);
        // Colours in passing from one state to the next are no colours of the page.
        await visitor.Page.EvaluateAsync("() => Promise.allSettled(document.getAnimations().map(one => one.finished))");
        var found = await visitor.Page.EvaluateAsync<string[]>(
            "async () => (await axe.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`))");
        Assert.True(found.Length == 0, $"On '{page}' axe finds:\n{string.Join('\n', found)}");
    }
}
