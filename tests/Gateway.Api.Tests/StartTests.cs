using System.Diagnostics;
using Gateway.Api.Composition;
using Support;

namespace Gateway.Api.Tests;

/// <summary>The program itself, started with settings that it must not start with.</summary>
public sealed class StartTests
{
    [Theory]
    [InlineData(
        "Gateway:Compositions:product:Parts:price:Retries", "9",
        "Gateway:Compositions:product:Parts:price:Retries is '9'; allowed: 0 to 3.")]
    [InlineData(
        "Gateway:Protection:ClientBurst", "0",
        "Gateway:Protection:ClientBurst is 0; allowed: 1 to 1000000.")]
    [InlineData(
        "Gateway:Capacity:Profile", "winter!",
        "Gateway:Capacity:Profile is 'winter!'; allowed: seed, local or Base64 of a profile file.")]
    [InlineData(
        "Gateway:Console:StorageOrigin", "AccountName=a;AccountKey=secret",
        "Gateway:Console:StorageOrigin is malformed (value not shown); allowed: an http or https address without a query.")]
    [InlineData(
        "ReverseProxy:Routes:catalog:AuthorizationPolicy", "nobody",
        "ReverseProxy: Authorization policy 'nobody' not found for route 'catalog'.")]
    public async Task A_wrong_setting_ends_the_start_with_one_line(string key, string value, string expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var process = Process.Start(new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                typeof(CompositionsOptions).Assembly.Location, $"--{key}={value}", $"--Auth:DevelopmentKey={TestTokens.Key}",
                "--urls=http://127.0.0.1:0", "--environment=Development",
            },
            WorkingDirectory = Repository.File("Gateway.Api"),
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);

            Assert.Equal((expected, 1), (errors.Trim(), process.ExitCode));
            Assert.DoesNotContain("   at ", await output, StringComparison.Ordinal);
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
