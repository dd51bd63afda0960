using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Support;

namespace ServiceDefaults.Tests.Configuration;

/// <summary>A real service, started as its own process with settings that it must not start with.</summary>
public sealed class StartTests
{
    private const string NoKey =
        "Auth:DevelopmentKey is not set; allowed in Development: base64 of 32 bytes, or Auth:Authority with Auth:Audience.";

    private const string Issuer = "--Auth:Authority=https://issuer.example";
    private const string Audience = "--Auth:Audience=backend";

    // Shorter than a key, and easy to find where it must not stand.
    private const string Secret = "c2VjcmV0LW9mLXNvbWVib2R5";

    public static TheoryData<string, string[], string[]> Wrong => new()
    {
        { "Development", [], [NoKey] },
        { "Development", [$"--Auth:DevelopmentKey={Secret}"], ["Auth:DevelopmentKey is malformed (value not shown); allowed: base64 of 32 bytes."] },
        { "Development", ["--Auth:Authority=http://issuer.example", Audience], ["Auth:Authority is 'http://issuer.example'; allowed: the https address of an OIDC issuer."] },
        {
            "Production", [],
            ["Auth:Authority is ''; allowed: the https address of an OIDC issuer.", "Auth:Audience is ''; allowed: the audience that tokens must name."]
        },
        { "Production", ["--Auth:Authority=http://issuer.example", Audience], ["Auth:Authority is 'http://issuer.example'; allowed: the https address of an OIDC issuer."] },
        { "Staging", [$"--Auth:DevelopmentKey={Secret}", Issuer, Audience], ["Auth:DevelopmentKey is set in Staging (value not shown); allowed: only in Development."] },
        {
            // Two sections at once, one that does not even convert.
            "Production", [Issuer, "--Gateway:Protection:ClientBurst=many"],
            ["Auth:Audience is ''; allowed: the audience that tokens must name.", "Gateway:Protection:ClientBurst is 'many'; allowed: a whole number."]
        },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task A_wrong_setting_ends_the_start_with_one_line_each(string environment, string[] settings, string[] expected)
    {
        var ended = await RunAsync([.. settings, $"--environment={environment}", "--urls=http://127.0.0.1:0"]);

        Assert.Equal((string.Join('\n', expected), 1), (ended.Errors.Trim(), ended.ExitCode));
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, ended.Errors + ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_taken_ends_the_start_with_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        var ended = await RunAsync($"--Auth:DevelopmentKey={TestTokens.Key}", "--environment=Development", $"--urls={address}");

        Assert.Equal(($"Failed to bind to address {address}: address already in use.", 1), (ended.Errors.Trim(), ended.ExitCode));
        Assert.DoesNotContain("   at ", ended.Output, StringComparison.Ordinal);
    }

    private static async Task<(string Output, string Errors, int ExitCode)> RunAsync(params string[] arguments)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Gateway.Api.dll"), .. arguments])
        {
            WorkingDirectory = Repository.File("Gateway.Api"),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (await output, errors, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
