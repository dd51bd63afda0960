using Chat.Client.Tests.Conformance;
using EndToEnd.Browser;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace Chat.Client.Tests;

/// <summary>The TypeScript client does in a browser what clients/conformance/cases.json says: its sockets, timers and fetch are not Node's.</summary>
[Collection(ConformanceTests.OneAtATime)]
public sealed class BrowserTests(Service service, BrowserFixture browser)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string> Cases => ConformanceCase.Rows();

    [Theory, MemberData(nameof(Cases))]
    public async Task TypeScript(string name, string protocol)
    {
        var single = ConformanceCase.Named(name);
        var page = await browser.OpenAsync();
        await using var window = page.Context;
        await page.GotoAsync(new Uri(service.Control, BrowserPage.Path).ToString());
        await page.WaitForFunctionAsync("() => typeof runCase === 'function'");

        await page.EvaluateAsync("([name, protocol]) => runCase(name, protocol)", new[] { single.Name, protocol }).WaitAsync(Limit);
    }
}
