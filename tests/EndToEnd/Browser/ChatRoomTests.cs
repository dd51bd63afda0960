using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using EndToEnd.Fixture;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Playwright;
using Support;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>What happens in a room beside the messages of now: its history, who types, and who may delete.</summary>
[Collection(SystemCollection.Name)]
public sealed class ChatRoomTests(SystemFixture system, BrowserFixture browser)
{
    private const int Speakers = 5;

    /// <summary>Within what one user may send at once.</summary>
    private const int MessagesOfEach = 26;

    [Fact]
    public async Task Who_scrolls_back_reads_the_room_to_its_beginning_and_keeps_the_place()
    {
        var room = await system.CreateRoomAsync("hugo");
        await FillAsync(room);
        await using var hugo = await EnterAsync("Hugo", room);
        var log = hugo.Page.GetByRole(AriaRole.Log);
        await Expect(log.GetByText(Text(Speakers - 1, MessagesOfEach - 1))).ToBeInViewportAsync();
        await Expect(log.GetByText("The beginning of the room")).ToHaveCountAsync(0);
        await Expect(log.GetByText(Text(0, 0), new() { Exact = true })).ToHaveCountAsync(0);

        // With the wheel, as often as it takes: each page comes when the one before is at its top.
        await log.HoverAsync();
        await Visitor.UntilAsync(async () =>
        {
            await hugo.Page.Mouse.WheelAsync(0, -2_000);
            await Expect(log.GetByText("The beginning of the room")).ToBeInViewportAsync(new() { Timeout = 500 });
        });

        Assert.Equal(
            Enumerable.Range(0, Speakers).SelectMany(speaker => Enumerable.Range(0, MessagesOfEach).Select(message => Text(speaker, message))),
            await log.Locator(".message-text").AllTextContentsAsync());
        await Expect(log.GetByText(Text(0, 0), new() { Exact = true })).ToBeInViewportAsync();
        await Expect(hugo.Page.Locator("[data-fact=gaps]")).ToHaveTextAsync("0");
        hugo.ComplainsOfNothing();
    }

    [Fact]
    public async Task Who_types_is_seen_by_the_other_until_the_message_is_there()
    {
        var room = await system.CreateRoomAsync("tia");
        await using var tia = await EnterAsync("Tia", room);
        await using var tom = await EnterAsync("Tom", room);
        await Expect(tia.Page.Locator("[data-online]")).ToHaveAttributeAsync("data-online", "2");
        var foot = tia.Page.GetByRole(AriaRole.Log).Locator(".foot");

        try
        {
            await Visitor.UntilAsync(async () =>
            {
                // It is told at most every other second, and forgotten after some.
                await tom.Page.GetByLabel($"Message to {room}").PressSequentiallyAsync("I think ");
                await Expect(foot).ToHaveTextAsync("tom is typing …", new() { Timeout = 2_500 });
            });
        }
        catch (PlaywrightException exception)
        {
            // News that pass leave no trace: what both pages and the nodes said meanwhile is all there is to find the cause by.
            var said = system.Telemetry.Written.Where(line => line.StartsWith("chat", StringComparison.Ordinal)).TakeLast(40);
            Assert.Fail($"{exception.Message}\nTia: {await tia.FactsAsync()}\nTom: {await tom.FactsAsync()}\n{string.Join('\n', said)}");
        }

        await tom.Page.Keyboard.PressAsync("Enter");
        await Expect(tia.Page.GetByRole(AriaRole.Log).GetByText("I think")).ToBeVisibleAsync();
        await Expect(foot).Not.ToContainTextAsync("is typing");
        tia.ComplainsOfNothing();
    }

    [Fact]
    public async Task A_moderator_deletes_what_another_said_and_a_member_cannot()
    {
        var room = await system.CreateRoomAsync("olaf");
        using (var olaf = await system.As("olaf"))
        {
            using var appointed = await olaf.PutAsJsonAsync($"/rooms/{room}/members/mika", new { role = "moderator" });
            Assert.True(appointed.IsSuccessStatusCode, await appointed.Content.ReadAsStringAsync());
        }

        await using var rude = await EnterAsync("Rude", room);
        await using var mika = await EnterAsync("Mika", room);
        await using var nils = await EnterAsync("Nils", room);
        await rude.Page.GetByLabel($"Message to {room}").FillAsync("Something unkind");
        await rude.Page.Keyboard.PressAsync("Enter");
        await Expect(Message(nils)).ToBeVisibleAsync();
        await Message(nils).HoverAsync();
        await Expect(Message(nils).GetByRole(AriaRole.Button, new() { Name = "Reply" })).ToBeVisibleAsync();
        await Expect(Message(nils).GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToHaveCountAsync(0);

        await Message(mika).HoverAsync();
        await Message(mika).GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();

        foreach (var visitor in new[] { rude, mika, nils })
        {
            await Expect(Message(visitor)).ToHaveCountAsync(0);
            await Expect(visitor.Page.GetByRole(AriaRole.Log).GetByText("deleted", new() { Exact = true })).ToBeVisibleAsync();
            visitor.ComplainsOfNothing();
        }
    }

    private async Task<Visitor> EnterAsync(string name, string room)
    {
        var visitor = await Visitor.OpenAsync(system, browser, $"chat/{room}");
        await visitor.SignInAsync(name);
        await Expect(visitor.Page.Locator("[data-fact=epoch]")).Not.ToHaveTextAsync("–");
        return visitor;
    }

    /// <summary>More than two pages of messages, one after the other.</summary>
    private async Task FillAsync(string room)
    {
        for (var speaker = 0; speaker < Speakers; speaker++)
        {
            await using var connection = await system.ConnectAsync($"speaker-{speaker}-{room}");
            await connection.InvokeAsync<JsonElement>("JoinRoom", room, null);
            for (var message = 0; message < MessagesOfEach; message++)
            {
                await SendAsync(connection, room, Text(speaker, message));
            }
        }
    }

    /// <summary>A node that is busy asks to come again under the same id.</summary>
    private static Task SendAsync(HubConnection connection, string room, string text)
    {
        var message = new
        {
            room, clientMessageId = Guid.CreateVersion7().ToString(), text, replyTo = (string?)null, attachments = (object?)null, mentions = (object?)null,
        };
        return Eventually.BecomesAsync("the message to be taken", TakenAsync, refusal => refusal is null);

        async Task<string?> TakenAsync()
        {
            try
            {
                await connection.InvokeAsync<JsonElement>("SendMessage", message);
                return null;
            }
            catch (HubException exception) when (exception.Message.Contains("too-busy:", StringComparison.Ordinal) || exception.Message.Contains("too-fast:", StringComparison.Ordinal))
            {
                return exception.Message;
            }
        }
    }

    private static string Text(int speaker, int message) => string.Create(CultureInfo.InvariantCulture, $"Sentence {(speaker * MessagesOfEach) + message + 1} of many");

    private static ILocator Message(Visitor visitor) =>
        visitor.Page.GetByRole(AriaRole.Log).Locator(".message", new() { HasText = "Something unkind" });
}
