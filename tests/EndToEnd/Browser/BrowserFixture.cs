using Microsoft.Playwright;
using Support;

namespace EndToEnd.Browser;

/// <summary>The machine's Chromium, started when the first test wants it.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    /// <summary>Longest wait for anything on a page; a machine that is slow is waited for, nothing is slept through.</summary>
    public const int TimeoutMs = 30_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
    private readonly SemaphoreSlim once = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A window of somebody's own: nothing is shared with another.</summary>
    internal async Task<IPage> OpenAsync(int width = 1440, int height = 900, ColorScheme colours = ColorScheme.Light, bool trustsAnyCertificate = false)
    {
        var context = await (await StartAsync()).NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = colours,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            IgnoreHTTPSErrors = trustsAnyCertificate,
        });
        context.SetDefaultTimeout(TimeoutMs);
        Assertions.SetDefaultExpectTimeout(TimeoutMs);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        once.Dispose();
    }

    private async Task<IBrowser> StartAsync()
    {
        await once.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            // A container's root may not use Chromium's sandbox; the pages are our own.
            return browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Find(), Args = ["--no-sandbox"] });
        }
        finally
        {
            once.Release();
        }
    }

    private static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var named = Environment.GetEnvironmentVariable("CONSOLE_BROWSER");
        return (named is { Length: > 0 } ? [named] : Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name)))).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"No browser was found; {Repository.File("tests", "EndToEnd", "Browser", "install.sh")} installs one.");
    }
}
