using System.Globalization;
using System.Text.RegularExpressions;

namespace Peers.Gateway;

/// <summary>
/// No peer: stands for the services behind a gateway where nginx is not installed. <c>/ms100/...</c> answers 1 KB after 100 ms,
/// <c>/kb10/...</c> 10 KB at once, any other path 1 KB at once, <c>/status</c> what nginx writes for <c>stub_status</c>.
/// </summary>
internal static partial class PartServer
{
    private const int MillisecondsMax = 60_000;
    private const int KilobytesMax = 1_024;

    private static long calls;
    private static long inFlight;

    /// <param name="ports">Ports of 127.0.0.1 beside that of <c>ASPNETCORE_URLS</c>.</param>
    public static async Task<int> RunAsync(string[] ports)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var app = builder.Build();
        app.Urls.Add(builder.Configuration["URLS"]!);
        foreach (var port in ports)
        {
            app.Urls.Add($"http://127.0.0.1:{port}");
        }

        app.Run(AnswerAsync);
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref calls);
        Interlocked.Increment(ref inFlight);
        try
        {
            await (context.Request.Path == "/status" ? context.Response.WriteAsync(Status(), context.RequestAborted) : PartAsync(context));
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    private static async Task PartAsync(HttpContext context)
    {
        var rule = Rule().Match(context.Request.Path.Value!);
        var number = rule.Success ? int.Parse(rule.Groups["number"].Value, CultureInfo.InvariantCulture) : 1;
        if (rule.Groups["rule"].Value == "ms")
        {
            await Task.Delay(Math.Min(number, MillisecondsMax), context.RequestAborted);
            number = 1;
        }

        var body = Body(Math.Min(number, KilobytesMax));
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<int, byte[]> Bodies = new();

    private static byte[] Body(int kilobytes) => Bodies.GetOrAdd(
        kilobytes, static size => System.Text.Encoding.ASCII.GetBytes($"{{\"text\":\"{new string('x', (size * 1_024) - 11)}\"}}"));

    private static string Status() =>
        $"Active connections: 1\nserver accepts handled requests\n 1 1 {Interlocked.Read(ref calls)}\nReading: 0 Writing: {Interlocked.Read(ref inFlight)} Waiting: 0\n";

    [GeneratedRegex(@"^/(?<rule>ms|kb)(?<number>\d{1,5})/")]
    private static partial Regex Rule();
}
