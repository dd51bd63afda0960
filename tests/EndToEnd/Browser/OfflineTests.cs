using EndToEnd.Fixture;
using EndToEnd.Imaging;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>What each page says while nothing answers, and that it goes on when something does. Overview is in its own tests.</summary>
[Collection(SystemCollection.Name)]
public sealed class OfflineTests(SystemFixture system, BrowserFixture browser)
{
    [Fact]
    public async Task Chat_keeps_what_was_said_and_comes_back_by_itself()
    {
        var room = await system.CreateRoomAsync("olive");
        await using var olive = await Visitor.OpenAsync(system, browser, $"chat/{room}");
        await olive.SignInAsync("Olive");
        await Expect(olive.Page.Locator("[data-state=connected]")).ToBeVisibleAsync();
        await Expect(olive.Page.Locator("[data-fact=epoch]")).Not.ToHaveTextAsync("–");

        await olive.Page.Context.SetOfflineAsync(true);
        // A browser that is offline keeps its open sockets: they are cut too.
        await olive.Page.GetByLabel("Cut the connection").CheckAsync();
        await Expect(olive.Main.GetByRole(AriaRole.Alert).First).ToContainTextAsync("No connection");
        await Expect(olive.Page.Locator("[data-state=reconnecting]")).ToBeVisibleAsync();
        await olive.Page.GetByLabel($"Message to {room}").FillAsync("Said in the dark");
        await olive.Page.Keyboard.PressAsync("Enter");
        await Expect(olive.Main.GetByText("waits to be sent")).ToBeVisibleAsync();
        await olive.KeepAsync("offline-chat");

        await olive.Page.Context.SetOfflineAsync(false);
        await olive.Page.GetByLabel("Cut the connection").UncheckAsync();
        await Expect(olive.Page.Locator("[data-state=connected]")).ToBeVisibleAsync();
        await Expect(olive.Main.GetByText("waits to be sent")).ToHaveCountAsync(0);
        await Expect(olive.Main.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("WebSocket")]
    [InlineData("WebSocket", "EventSource")]
    public async Task Chat_is_cut_off_and_comes_back_whatever_transport_serves_it(params string[] missing)
    {
        var room = await system.CreateRoomAsync("otis");
        await using var otis = await Visitor.OpenAsync(system, browser);
        await otis.Page.AddInitScriptAsync(string.Concat(missing.Select(name => $"globalThis.{name} = class {{ constructor() {{ throw new Error('none here'); }} }};")));
        await otis.GoAsync($"chat/{room}");
        await otis.Page.ReloadAsync();
        await otis.SignInAsync("Otis");
        await Expect(otis.Page.Locator("[data-state=connected]")).ToBeVisibleAsync();
        await Expect(otis.Page.Locator("[data-fact=epoch]")).Not.ToHaveTextAsync("–");

        await otis.Page.GetByLabel("Cut the connection").CheckAsync();
        await Expect(otis.Page.Locator("[data-state=reconnecting]")).ToBeVisibleAsync();
        await otis.Page.GetByLabel($"Message to {room}").FillAsync("By another road");
        await otis.Page.Keyboard.PressAsync("Enter");
        await Expect(otis.Main.GetByText("waits to be sent")).ToBeVisibleAsync();

        await otis.Page.GetByLabel("Cut the connection").UncheckAsync();
        await Expect(otis.Page.Locator("[data-state=connected]")).ToBeVisibleAsync();
        await Expect(otis.Main.GetByText("waits to be sent")).ToHaveCountAsync(0);
        otis.ComplainsOfNothing();
    }

    [Fact]
    public async Task Images_says_of_a_file_that_it_was_interrupted_and_lists_again_on_demand()
    {
        await using var otto = await Visitor.OpenAsync(system, browser, "images");
        await otto.SignInAsync("Otto");
        await Expect(otto.Page.GetByRole(AriaRole.Button, new() { Name = "Choose files" })).ToBeEnabledAsync();

        await otto.Page.Context.SetOfflineAsync(true);
        await otto.Page.GetByLabel("Choose image files").SetInputFilesAsync(Files.Of("raft.jpg", Photos.Jpeg(200, 150, 51)));
        await Expect(otto.Page.Locator("[data-status=refused]")).ToContainTextAsync("interrupted");
        await otto.KeepAsync("offline-images");

        await otto.Page.Context.SetOfflineAsync(false);
        await otto.Page.GetByLabel("Choose image files").SetInputFilesAsync(Files.Of("shore.jpg", Photos.Jpeg(200, 150, 52)));
        await Expect(otto.Page.Locator("[data-status=succeeded]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Gateway_shows_that_there_was_no_answer()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, "gateway");
        var send = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send" });
        await Expect(send).ToBeEnabledAsync();

        await visitor.Page.Context.SetOfflineAsync(true);
        await send.ClickAsync();
        var waterfall = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Waterfall" });
        await Expect(waterfall.GetByRole(AriaRole.Status)).ToContainTextAsync("no answer");
        await Expect(waterfall.GetByRole(AriaRole.Alert)).ToContainTextAsync("No connection");
        await visitor.KeepAsync("offline-gateway");

        await visitor.Page.Context.SetOfflineAsync(false);
        await send.ClickAsync();
        await Expect(waterfall.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(5);
    }

    [Fact]
    public async Task Sizing_keeps_its_figures_and_asks_again_on_demand()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, "sizing?Chat.Clients=20000");
        await Expect(visitor.Page.GetByText("500 msg/s").First).ToBeVisibleAsync();

        await visitor.Page.Context.SetOfflineAsync(true);
        await visitor.Page.GetByRole(AriaRole.Slider, new() { Name = "Clients, clients" }).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("No connection");
        await Expect(visitor.Page.GetByText("500 msg/s").First).ToBeVisibleAsync();
        await visitor.KeepAsync("offline-sizing");

        await visitor.Page.Context.SetOfflineAsync(false);
        await visitor.Main.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByText("500 msg/s")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_page_whose_files_cannot_be_fetched_says_so()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser);
        await Expect(visitor.Page.GetByLabel("The parts of the system")).ToBeVisibleAsync();

        await visitor.Page.Context.SetOfflineAsync(true);
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Sizing" }).ClickAsync();
        await Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("The files of Sizing could not be fetched.");

        await visitor.Page.Context.SetOfflineAsync(false);
        await visitor.Main.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(visitor.Main.GetByText("What would be deployed")).ToBeVisibleAsync();
    }
}
