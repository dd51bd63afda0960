using System.Text;
using Support.Hostile;

namespace Bench.Gateway.Strain;

/// <summary>One way to mean no good.</summary>
/// <param name="What">For people.</param>
/// <param name="First">Sent when the connection is open.</param>
/// <param name="More">Sent once a second, by its number.</param>
/// <param name="IsHttp2">Which of the gateway's ports it goes to.</param>
/// <param name="Share">So many times fewer clients: one that floods costs the lab as much as many that wait.</param>
internal sealed record HostileKind(string What, byte[] First, Func<int, byte[]> More, bool IsHttp2 = false, int Share = 1)
{
    private const string Path = "/api/products/1";

    /// <summary>Frames, or pairs of them, that a flooding client sends at a time.</summary>
    private const int Batch = 200;
    private const int FloodShare = 20;

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        Of("slow headers", "GET /api/products/1 HTTP/1.1\r\nHost: localhost\r\n", "X-A: b\r\n"),
        Of("slow bodies", "POST /dev/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n", " "),
        Of("idle sockets", "", ""),
        Of("bombs of headers", "GET / HTTP/1.1\r\nHost: localhost\r\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"X-{i}: {new string('x', 500)}\r\n")), "X-A: b\r\n"),
        Of("deep JSON", $"POST /dev/token HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50000\r\n\r\n{new string('[', 50_000)}", ""),
        Flood("HTTP/2 rapid reset", [], number => Http2Frames.TakenBack(number, Path)),
        Flood("HTTP/2 headers without end", Http2Frames.Begin(1, Path), number => Http2Frames.Continuation(1, number % 1_000)),
        Flood("HTTP/2 pings, answers unread", [], Http2Frames.Ping),
        Flood("HTTP/2 settings, answers unread", [], _ => Http2Frames.Settings),
    ];

    private static HostileKind Of(string what, string first, string more)
    {
        var bytes = Encoding.ASCII.GetBytes(more);
        return new(what, Encoding.ASCII.GetBytes(first), _ => bytes);
    }

    private static HostileKind Flood(string what, byte[] first, Func<int, byte[]> frame) => new(
        what, [.. Http2Frames.Opening, .. first], turn => [.. Enumerable.Range(turn * Batch, Batch).SelectMany(frame)], IsHttp2: true, FloodShare);
}
