using System.Text.RegularExpressions;
using EndToEnd.Fixture;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>How many of these do I need?</summary>
[Collection(SystemCollection.Name)]
public sealed partial class SizingPageTests(SystemFixture system, BrowserFixture browser)
{
    [Fact]
    public async Task The_address_says_what_is_sized_and_a_slider_changes_the_address()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, "sizing?Chat.Clients=20000");
        // 20,000 clients × 0.025 msg/s.
        await Expect(Figure(visitor, "Messages per second").GetByText("500 msg/s").First).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("#input-Chat\\.Clients")).ToHaveValueAsync("20000");

        await visitor.Page.GetByRole(AriaRole.Slider, new() { Name = "Clients, clients" }).FocusAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowRight");

        await Expect(Figure(visitor, "Messages per second").GetByText("500 msg/s")).ToHaveCountAsync(0);
        await Expect(visitor.Page).ToHaveURLAsync(Changed());
        var shown = await Figure(visitor, "Messages per second").InnerTextAsync();
        await visitor.Page.ReloadAsync();
        await Expect(Figure(visitor, "Messages per second")).ToHaveTextAsync(Whitespace().Replace(shown, " "), new() { UseInnerText = true });
    }

    [Fact]
    public async Task Stated_and_measured_costs_stand_beside_each_other_and_a_wrong_value_is_refused_in_words()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, "sizing?tab=Gateway");
        await Expect(Figure(visitor, "Calls per second").GetByText("5,000 calls/s").First).ToBeVisibleAsync();
        await Expect(visitor.Main).ToContainTextAsync("measured on");
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "What would be deployed" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(5);

        await visitor.GoAsync("sizing?Chat.Clients=0");

        await Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("Chat.Clients is 0; allowed");
    }

    private static ILocator Figure(Visitor visitor, string name) =>
        visitor.Page.GetByRole(AriaRole.Row).Filter(new() { Has = visitor.Page.GetByRole(AriaRole.Rowheader, new() { Name = name, Exact = true }) });

    [GeneratedRegex(@"Chat\.Clients=2[1-9]000")]
    private static partial Regex Changed();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
