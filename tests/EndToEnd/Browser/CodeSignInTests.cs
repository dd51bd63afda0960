using EndToEnd.Browser.Issuer;
using EndToEnd.Fixture;
using Hosting.LocalProcesses.Servers;
using Microsoft.Playwright;
using Support;
using static Microsoft.Playwright.Assertions;

namespace EndToEnd.Browser;

/// <summary>The page of a deployment: people sign in at an issuer, and nothing is there that only development may do.</summary>
[Collection(SystemCollection.Name)]
public sealed class CodeSignInTests(SystemFixture system, BrowserFixture browser) : IAsyncLifetime
{
    private TestIssuer issuer = null!;
    private GatewayProcess gateway = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Which roots a process trusts is said by SSL_CERT_FILE.");
        issuer = await TestIssuer.StartAsync();
        var port = FreePort.Next();
        issuer.RedirectUri = GatewayProcess.AddressAt(port).ToString();
        gateway = await GatewayProcess.StartAsync(
            system, port,
            ["--environment=Production", $"--Auth:Authority={issuer.Address}", $"--Auth:Audience={TestIssuer.Audience}", $"--Auth:ClientId={TestIssuer.ClientId}"],
            issuer.CertificateFile);
    }

    public async ValueTask DisposeAsync()
    {
        await (gateway?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (issuer?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Who_signs_in_at_the_issuer_comes_back_to_the_same_page_with_the_roles_of_the_token()
    {
        await using var olga = await Visitor.OpenAsync(gateway.Address, browser, "gateway");
        await SignInAsync(olga, "Olga");

        await Expect(olga.Page.GetByRole(AriaRole.Button, new() { Name = "Signed in as Olga", Exact = true })).ToBeVisibleAsync();
        Assert.Equal($"{gateway.Address}#/gateway", olga.Page.Url);
        await olga.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Region, new() { Name = "Waterfall" }).Locator("li")).ToHaveCountAsync(5);

        // Faults are for developers; the session is this tab's and outlives a reload, the code does not work again.
        await Expect(olga.Main.GetByText("Break a service")).ToHaveCountAsync(0);
        await olga.Page.ReloadAsync();
        await Expect(olga.Page.GetByRole(AriaRole.Button, new() { Name = "Signed in as Olga", Exact = true })).ToBeVisibleAsync();
        await olga.KeepAsync("deployed-gateway");
        olga.ComplainsOfNothing();
    }

    [Fact]
    public async Task Who_has_no_role_sees_no_figures_and_who_refuses_stays_a_stranger()
    {
        await using var greta = await Visitor.OpenAsync(gateway.Address, browser, "chat");
        await greta.Main.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await greta.Page.GetByRole(AriaRole.Link, new() { Name = "Refuse" }).ClickAsync();
        await Expect(greta.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("The user refused.");
        await Expect(greta.Main.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();

        await greta.GoAsync("");
        await SignInAsync(greta, "Greta");
        await Expect(greta.Page.GetByRole(AriaRole.Button, new() { Name = "Signed in as Greta", Exact = true })).ToBeVisibleAsync();
        await Expect(greta.Main).ToContainTextAsync("role operator");
        await greta.KeepAsync("deployed-overview");
        await greta.GoAsync("gateway");
        await Expect(greta.Main).ToContainTextAsync("role operator");
        await Expect(greta.Main.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        greta.ComplainsOfNothing();
    }

    [Fact]
    public async Task A_session_ends_with_its_token()
    {
        issuer.Lifetime = TimeSpan.FromSeconds(1);
        await using var olga = await Visitor.OpenAsync(gateway.Address, browser, "images");
        await SignInAsync(olga, "Olga");

        // The token is over before the page has asked for much: it offers the sign-in again, in words.
        await Expect(olga.Main.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
        // The button also stands there while the code is exchanged, of which the store holds the secret: what must come is that nothing is left.
        await Eventually.BecomesAsync("the number of things that the session keeps", () => olga.Page.EvaluateAsync<int>("sessionStorage.length"), left => left == 0);
    }

    [Fact]
    public async Task A_code_for_another_sign_in_is_refused()
    {
        await using var visitor = await Visitor.OpenAsync(gateway.Address, browser, "chat");
        await visitor.Main.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Test issuer" })).ToBeVisibleAsync();

        // Somebody sends a link with a code of one's own choice.
        await visitor.Page.GotoAsync($"{gateway.Address}?code=planted&state=another");

        await Expect(visitor.Main.GetByRole(AriaRole.Alert)).ToContainTextAsync("belongs to another sign-in");
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).First).ToBeVisibleAsync();
    }

    private static async Task SignInAsync(Visitor visitor, string user)
    {
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).First.ClickAsync();
        // In the header it opens a dialog first.
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        if (await dialog.CountAsync() > 0)
        {
            await dialog.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        }

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = $"Continue as {user}" }).ClickAsync();
    }
}
