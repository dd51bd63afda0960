using EndToEnd.Fixture;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>Two people in two windows.</summary>
[Collection(SystemCollection.Name)]
public sealed class ChatPageTests(SystemFixture system, BrowserFixture browser)
{
    [Fact]
    public async Task Two_windows_chat_and_the_one_that_is_cut_off_misses_nothing()
    {
        var room = await system.CreateRoomAsync("ada");
        await using var ada = await EnterAsync("Ada", room);
        await using var bob = await EnterAsync("Bob", room);
        await Expect(ada.Page.Locator("[data-online]")).ToHaveAttributeAsync("data-online", "2");
        await SayAsync(ada, room, "Good morning");
        await Expect(Said(bob, "Good morning")).ToBeVisibleAsync();

        await bob.Page.GetByLabel("Cut the connection").CheckAsync();
        await Expect(bob.Page.Locator("[data-state=reconnecting]")).ToBeVisibleAsync();
        await SayAsync(ada, room, "missed one");
        await SayAsync(ada, room, "missed two");
        await SayAsync(bob, room, "from the tunnel");
        await Expect(bob.Main.GetByText("waits to be sent")).ToBeVisibleAsync();
        await Expect(Said(ada, "missed two")).ToBeVisibleAsync();
        await bob.Page.GetByLabel("Cut the connection").UncheckAsync();

        await Expect(Said(ada, "from the tunnel")).ToBeVisibleAsync();
        await Expect(Said(bob, "from the tunnel")).ToBeVisibleAsync();
        await Expect(bob.Main.GetByText("waits to be sent")).ToHaveCountAsync(0);
        Assert.Equal(
            ["Good morning", "missed one", "missed two", "from the tunnel"], await bob.Page.GetByRole(AriaRole.Log).Locator(".message-text").AllTextContentsAsync());
        await Expect(bob.Page.Locator("[data-fact=resumes]")).ToHaveTextAsync("1");
        await Expect(bob.Page.Locator("[data-fact=gaps]")).ToHaveTextAsync("0");
        await Expect(bob.Page.Locator("[data-fact=repeats]")).ToHaveTextAsync("0");
        await Expect(bob.Page.Locator("[data-fact='entries heard']")).ToHaveTextAsync("4");
        await Expect(bob.Page.Locator("[data-online]")).ToHaveAttributeAsync("data-online", "2");
        await DoAsync(bob, "Good morning", "React with 🎉");
        await DoAsync(bob, "missed two", "React with 👍");
        await Expect(Message(bob, "Good morning").GetByRole(AriaRole.Button, new() { Name = "🎉 1, yours", Exact = true })).ToBeVisibleAsync();
        await Expect(Message(bob, "missed two").GetByRole(AriaRole.Button, new() { Name = "👍 1, yours", Exact = true })).ToBeVisibleAsync();
        await bob.KeepAsync("chat-after-the-cut");
        bob.ComplainsOfNothing();
    }

    [Fact]
    public async Task A_message_is_edited_answered_reacted_to_and_deleted_before_everybodys_eyes()
    {
        var room = await system.CreateRoomAsync("ada");
        await using var ada = await EnterAsync("Ada", room);
        await using var bob = await EnterAsync("Bob", room);
        await SayAsync(ada, room, "The kettle is on");

        await DoAsync(bob, "The kettle is on", "React with 👍");
        await Expect(Message(ada, "The kettle is on").GetByRole(AriaRole.Button, new() { Name = "👍 1", Exact = true })).ToBeVisibleAsync();

        await DoAsync(bob, "The kettle is on", "Reply");
        await bob.Page.GetByLabel("Reply", new() { Exact = true }).FillAsync("Two sugars");
        await bob.Page.Keyboard.PressAsync("Enter");
        await Expect(Message(ada, "The kettle is on").GetByRole(AriaRole.Button, new() { Name = "1 reply" })).ToBeVisibleAsync();

        await DoAsync(ada, "The kettle is on", "Edit");
        await ada.Page.GetByLabel("New text of the message").FillAsync("The coffee is on");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(Said(bob, "The coffee is on")).ToBeVisibleAsync();

        await DoAsync(ada, "The coffee is on", "Delete");
        await Expect(Said(bob, "The coffee is on")).ToHaveCountAsync(0);
        await Expect(Said(bob, "Two sugars")).ToBeVisibleAsync();
        ada.ComplainsOfNothing();
    }

    [Fact]
    public async Task What_was_not_seen_is_counted_and_what_was_said_is_found()
    {
        var room = await system.CreateRoomAsync("ada");
        await using var ada = await EnterAsync("Ada", room);
        await using var bob = await EnterAsync("Bob", room);
        await bob.GoAsync("chat/lobby");
        await Expect(bob.Page.GetByLabel("Message to lobby")).ToBeVisibleAsync();
        await SayAsync(ada, room, "A heron stands by the water");

        await Expect(bob.Page.GetByRole(AriaRole.Navigation, new() { Name = "Rooms" }).GetByText("1 unread")).ToBeVisibleAsync();
        await bob.GoAsync($"chat/{room}");
        await Expect(Said(bob, "heron")).ToBeVisibleAsync();
        await bob.Page.GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).First.ClickAsync();
        await bob.Page.GetByRole(AriaRole.Searchbox).FillAsync("heron");
        // The index follows the log by some moments.
        var panel = bob.Page.GetByRole(AriaRole.Complementary, new() { Name = "Search" });
        await Visitor.UntilAsync(async () =>
        {
            await panel.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
            await Expect(panel.GetByText("A heron stands by the water")).ToBeVisibleAsync(new() { Timeout = 1_000 });
        });
        bob.ComplainsOfNothing();
    }

    private async Task<Visitor> EnterAsync(string name, string room)
    {
        var visitor = await Visitor.OpenAsync(system, browser, $"chat/{room}");
        await visitor.SignInAsync(name);
        await Expect(visitor.Page.Locator("[data-state=connected]")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("[data-fact=epoch]")).Not.ToHaveTextAsync("–");
        return visitor;
    }

    private static async Task SayAsync(Visitor visitor, string room, string text)
    {
        await visitor.Page.GetByLabel($"Message to {room}").FillAsync(text);
        await visitor.Page.Keyboard.PressAsync("Enter");
    }

    private static async Task DoAsync(Visitor visitor, string text, string what)
    {
        await Message(visitor, text).HoverAsync();
        await Message(visitor, text).GetByRole(AriaRole.Button, new() { Name = what, Exact = true }).ClickAsync();
    }

    private static ILocator Message(Visitor visitor, string text) =>
        visitor.Page.GetByRole(AriaRole.Log).Locator(".message", new() { Has = visitor.Page.Locator(".message-text", new() { HasText = text }) });

    private static ILocator Said(Visitor visitor, string text) => visitor.Page.GetByRole(AriaRole.Log).Locator(".message-text", new() { HasText = text });
}
