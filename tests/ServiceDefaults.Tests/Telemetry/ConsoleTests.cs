using System.Diagnostics;
using Hosting.LocalProcesses.Servers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Support;

namespace ServiceDefaults.Tests.Telemetry;

public sealed class ConsoleTests
{
    [Theory]
    [InlineData("simple")]
    [InlineData("json")]
    [InlineData("systemd")]
    public async Task Every_format_of_the_console_is_cleaned_scopes_and_exceptions_included(string format)
    {
        await using var service = await TestService.StartAsync();
        var formatter = service.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == format);
        using var line = new StringWriter();
        formatter.Write(
            new LogEntry<string>(
                LogLevel.Information, "Chat.Test", default, "PUT https://store/b?sv=1&sig=c2VjcmV0 done",
                new IOException("/hubs/x?id=1&access_token=eyJhbGci"), (state, _) => state),
            service.Services.GetRequiredService<IExternalScopeProvider>(),
            line);

        Assert.Contains("PUT https://store/b?(removed) done", line.ToString(), StringComparison.Ordinal);
        Assert.Contains("/hubs/x?(removed)", line.ToString(), StringComparison.Ordinal);
        ShouldHoldNoSecret(line.ToString());
    }

    /// <summary>A real process at its most talkative; the setting outranks every filter in code.</summary>
    [Fact]
    public async Task A_service_that_logs_everything_writes_no_token_to_its_console()
    {
        var port = FreePort.Next();
        var token = TestTokens.For("alice");
        var output = new List<string>();
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Gateway.Api.dll"), "--environment=Development", $"--urls=http://127.0.0.1:{port}",
                $"--Auth:DevelopmentKey={TestTokens.Key}", "--Logging:Console:LogLevel:Default=Trace",
            ])
            {
                WorkingDirectory = Repository.File("Gateway.Api"),
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.Start();
        try
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await Eventually.BecomesAsync("the gateway to be alive", () => StatusAsync(client, "/alive"), status => status == StatusCodes.Status200OK);
            await StatusAsync(client, $"/hubs/chat?id=x&access_token={token}");
            await StatusAsync(client, "/hubs/chat?access_token=eyJhbGciOiJub25lIn0.e30.");
            await StatusAsync(client, "/nothing?sv=1&sig=c2VjcmV0");
            // Written for every request, with its query: the proof that the loggers were open.
            await Eventually.BecomesAsync(
                "the log of the last request", () => Task.FromResult(Joined(output)),
                text => text.Contains("/nothing?(removed)", StringComparison.Ordinal));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.Contains("/hubs/chat?(removed)", Joined(output), StringComparison.Ordinal);
        ShouldHoldNoSecret(Joined(output));
        Assert.DoesNotContain(token, Joined(output), StringComparison.Ordinal);
        Assert.DoesNotContain(TestTokens.Key, Joined(output), StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(HttpClient client, string address)
    {
        try
        {
            using var answer = await client.GetAsync(address);
            return (int)answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return 0;
        }
    }

    private static void Keep(List<string> lines, string? line)
    {
        lock (lines)
        {
            lines.Add(line ?? "");
        }
    }

    private static string Joined(List<string> lines)
    {
        lock (lines)
        {
            return string.Join('\n', lines);
        }
    }

    private static void ShouldHoldNoSecret(string text) => Assert.All(
        ["sig=", "access_token=", "c2VjcmV0", "eyJhbGci"], secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
}
