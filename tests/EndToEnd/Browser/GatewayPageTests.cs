using EndToEnd.Fixture;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>One answer out of five services, whole and with a part missing.</summary>
[Collection(SystemCollection.Name)]
public sealed class GatewayPageTests(SystemFixture system, BrowserFixture browser)
{
    [Fact]
    public async Task A_part_that_a_slider_slows_down_is_missing_until_it_is_healed()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, "gateway");
        var waterfall = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Waterfall" });
        var send = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send" });
        await send.ClickAsync();
        await Expect(waterfall.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(5);

        try
        {
            // To the end of the slider by hand: 3,000 ms, and the part has 800.
            await visitor.Page.GetByLabel("reviews: latency").FocusAsync();
            await visitor.Page.Keyboard.PressAsync("End");
            await Expect(visitor.Page.GetByRole(AriaRole.Group, new() { Name = "reviews" })).ToContainTextAsync("misbehaves");
            // A slider is set when the service has said so; the answer that follows is the first that can show it.
            await Visitor.UntilAsync(async () =>
            {
                await send.ClickAsync();
                await Expect(waterfall.GetByText("missing: timeout").First).ToBeVisibleAsync(new() { Timeout = 3_000 });
            });

            await Expect(waterfall.GetByRole(AriaRole.Status)).ToContainTextAsync("200, partial");
            await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "The merged answer" })).ToContainTextAsync("\"reviews\": \"timeout\"");
        }
        finally
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Heal all" }).ClickAsync();
        }

        await Visitor.UntilAsync(async () =>
        {
            await send.ClickAsync();
            await Expect(waterfall.GetByText("missing: timeout")).ToHaveCountAsync(0, new() { Timeout = 3_000 });
        });
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task A_service_that_only_fails_is_spared_by_its_breaker_until_it_is_healed()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, "gateway");
        var reviews = visitor.Page.GetByRole(AriaRole.Group, new() { Name = "reviews" });
        var waterfall = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Waterfall" });
        var send = visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send" });
        try
        {
            // To the end of the slider: every call fails.
            await visitor.Page.GetByLabel("reviews: errors").FocusAsync();
            await visitor.Page.Keyboard.PressAsync("End");
            await Expect(reviews).ToContainTextAsync("misbehaves");
            // Between two probes it is open, and half-open for the moment of one: asked until the page has seen it open.
            await Visitor.UntilAsync(async () =>
            {
                await visitor.Page.EvaluateAsync("Promise.all(Array.from({ length: 40 }, (_, id) => fetch(`/api/products/${id + 1}`).then(answer => answer.text())))");
                await Expect(reviews.Locator("[data-breaker=open]")).ToBeVisibleAsync(new() { Timeout = 3_000 });
            });
            await Visitor.UntilAsync(async () =>
            {
                await send.ClickAsync();
                await Expect(waterfall.GetByText("missing: circuit-open").First).ToBeVisibleAsync(new() { Timeout = 1_000 });
            });
            await visitor.KeepAsync("gateway-breaker-open");
        }
        finally
        {
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Heal all" }).ClickAsync();
        }

        // The pause doubled with each probe that failed, to 30 s at most; the first one after it heals.
        await Support.Eventually.BecomesAsync(
            "the breaker of reviews to close",
            async () =>
            {
                await send.ClickAsync();
                return await reviews.Locator("[data-breaker]").CountAsync();
            },
            count => count == 0,
            TimeSpan.FromSeconds(60));
        visitor.ComplainsOfNothing();
    }

    [Fact]
    public async Task A_product_that_is_not_there_is_told_with_its_code()
    {
        await using var visitor = await Visitor.OpenAsync(system, browser, "gateway");
        await visitor.Page.GetByLabel("id", new() { Exact = true }).FillAsync("999999");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("part-not-found");
    }
}
