using System.Diagnostics;
using EndToEnd.Fixture;
using Microsoft.Playwright;
using Support;

namespace EndToEnd.Browser;

/// <summary>Somebody who looks at the console, and what the browser complained about meanwhile.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private readonly List<string> complaints = [];
    private readonly List<string> addresses = [];

    private Visitor(IPage page, Uri gateway)
    {
        (Page, Gateway) = (page, gateway);
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            // A refusal that the page asks for and shows is no complaint, nor a socket that was given up because the page was left, nor one
            // that a busy node refused, after which the client comes again; a broken policy or a defect is.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
                && !message.Text.Contains("Error during WebSocket handshake: Unexpected response code", StringComparison.Ordinal)
                && !message.Text.Contains("WebSocket is closed before the connection is established", StringComparison.Ordinal))
            {
                complaints.Add(message.Text);
            }
        };
        page.Request += (_, request) => addresses.Add(request.Url);
    }

    public IPage Page { get; }

    public Uri Gateway { get; }

    public ILocator Main => Page.GetByRole(AriaRole.Main);

    /// <summary>Everything that the page asked for, by origin.</summary>
    public IEnumerable<string> Origins => addresses
        .Where(address => address.StartsWith("http", StringComparison.Ordinal)).Select(address => new Uri(address).GetLeftPart(UriPartial.Authority)).Distinct();

    public static async Task<Visitor> OpenAsync(
        SystemFixture system, BrowserFixture browser, string page = "", int width = 1440, ColorScheme colours = ColorScheme.Light)
    {
        var visitor = new Visitor(await browser.OpenAsync(width, width < 600 ? 844 : 900, colours), system.Gateway);
        await visitor.GoAsync(page);
        return visitor;
    }

    /// <summary>Looks at a gateway whose users sign in at an issuer with a certificate of its own making.</summary>
    public static async Task<Visitor> OpenAsync(Uri gateway, BrowserFixture browser, string page = "")
    {
        var visitor = new Visitor(await browser.OpenAsync(trustsAnyCertificate: true), gateway);
        await visitor.GoAsync(page);
        return visitor;
    }

    public Task GoAsync(string page) => Page.GotoAsync($"{Gateway}#/{page}");

    /// <summary>Signs in on the page that asks for it.</summary>
    public async Task SignInAsync(string name)
    {
        await Main.GetByLabel("Your name").FillAsync(name);
        await Main.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Button, new() { Name = $"Signed in as {name}", Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Again and again until it holds: for what a page shows only when it is asked once more.</summary>
    public static async Task UntilAsync(Func<Task> holds)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await holds();
                return;
            }
            catch (Exception exception) when (exception is PlaywrightException or TimeoutException && watch.ElapsedMilliseconds < BrowserFixture.TimeoutMs)
            {
                // Asked again.
            }
        }
    }

    /// <summary>Keeps what is seen, for people: artifacts/screenshots/NAME.png.</summary>
    public Task KeepAsync(string name) => Page.ScreenshotAsync(new()
    {
        Path = Repository.File("artifacts", "screenshots", $"{name}.png"),
        FullPage = true,
    });

    /// <summary>What the page says of its room, for a message: <c>epoch 1, last number 3, ...</c>.</summary>
    public async Task<string> FactsAsync()
    {
        var facts = await Page.Locator(".fact").AllInnerTextsAsync();
        return string.Join(", ", facts.Select(fact => fact.ReplaceLineEndings(" ")));
    }

    /// <summary>Nothing was thrown, and no policy broken.</summary>
    public void ComplainsOfNothing() => Assert.True(complaints.Count == 0, string.Join(Environment.NewLine, complaints));

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
