using System.Net.Http.Json;
using EndToEnd.Fixture;
using Hosting.LocalProcesses.Servers;
using Microsoft.Playwright;
using Support;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>How each part of an answer came about, as the page marks it: a composition with one part for each way.</summary>
[Collection(SystemCollection.Name)]
public sealed class WaterfallTests(SystemFixture system, BrowserFixture browser) : IAsyncLifetime
{
    private const string Part = "--Gateway:Compositions:ways:Parts:";

    private static readonly string[] Settings =
    [
        "--environment=Development", $"--Auth:DevelopmentKey={TestTokens.Key}",
        "--Gateway:Compositions:ways:Path=/ways/{id}", "--Gateway:Compositions:ways:Access=Anonymous", "--Gateway:Compositions:ways:Budget=00:00:20",
        $"{Part}cached:Service=catalog", $"{Part}cached:Path=/products/{{id}}", $"{Part}cached:Cache:Ttl=00:05:00",
        $"{Part}slow:Service=inventory", $"{Part}slow:Path=/stock/{{id}}", $"{Part}slow:Timeout=00:00:15", $"{Part}slow:Hedge=00:00:00.200",
        $"{Part}stand-in:Service=reviews", $"{Part}stand-in:Path=/reviews/none-{{id}}", $"{Part}stand-in:Fallback=[]",
        $"{Part}list:Service=recommendations", $"{Part}list:Path=/recommendations/{{id}}",
        $"{Part}list-prices:Service=pricing", $"{Part}list-prices:Path=/prices/{{keys}}", $"{Part}list-prices:Each:In=list",
        $"{Part}list-prices:Each:List=$.products", $"{Part}list-prices:Each:Max=1",
    ];

    private GatewayProcess gateway = null!;

    public async ValueTask InitializeAsync()
    {
        gateway = await GatewayProcess.StartAsync(system, FreePort.Next(), Settings);
        await BreakAsync(latencyMs: 1_500);
    }

    public async ValueTask DisposeAsync()
    {
        await BreakAsync(latencyMs: 0);
        await (gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Each_part_is_marked_with_the_way_it_came_and_the_marks_are_explained()
    {
        await using var visitor = await Visitor.OpenAsync(gateway.Address, browser, "gateway");
        await visitor.Page.GetByRole(AriaRole.Combobox, new() { Name = "Composition" }).SelectOptionAsync("ways");
        var waterfall = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Waterfall" });
        ILocator Bar(string part) => waterfall.GetByRole(AriaRole.Listitem).Filter(new() { Has = visitor.Page.GetByText(part, new() { Exact = true }) });

        await SendAsync(visitor);
        await Expect(Bar("slow")).ToContainTextAsync("hedged");
        await Expect(Bar("stand-in")).ToContainTextAsync("fallback: not-found");
        await Expect(Bar("list-prices")).ToContainTextAsync("over the cap");
        await Expect(Bar("list-prices")).ToContainTextAsync("after ");
        await Expect(Bar("cached")).Not.ToContainTextAsync("from cache");
        await Expect(waterfall.GetByText("A second call joined one that was slow")).ToBeVisibleAsync();

        // While somebody else asks for the same, one call serves both.
        await Visitor.UntilAsync(async () =>
        {
            using var other = new HttpClient { BaseAddress = gateway.Address };
            var asked = other.GetAsync(new Uri("/ways/1", UriKind.Relative));
            await SendAsync(visitor);
            using var answer = await asked;
            await Expect(Bar("slow")).ToContainTextAsync("coalesced", new() { Timeout = 500 });
        });
        await Expect(Bar("cached")).ToContainTextAsync("from cache");
        await Expect(waterfall.GetByText("A kept answer: nobody was asked.")).ToBeVisibleAsync();
        await visitor.KeepAsync("gateway-ways");
        visitor.ComplainsOfNothing();
    }

    /// <summary>Sends, and waits for the answer that belongs to it.</summary>
    private static async Task SendAsync(Visitor visitor)
    {
        await visitor.Page.RunAndWaitForResponseAsync(
            () => visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync(), answer => answer.Url.Contains("/ways/", StringComparison.Ordinal));
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeEnabledAsync();
    }

    private async Task BreakAsync(int latencyMs)
    {
        using var client = new HttpClient { BaseAddress = system.AddressOf("inventory") };
        using var answer = await client.PutAsJsonAsync("/faults", new { latencyMs, jitterMs = 0, errorRate = 0, status = 500, hang = false, maxConcurrency = 0 });
        answer.EnsureSuccessStatusCode();
    }
}
