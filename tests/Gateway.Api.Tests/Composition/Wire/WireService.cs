using System.Net.Sockets;
using System.Text;
using Gateway.Api.Tests.Wire;

namespace Gateway.Api.Tests.Composition.Wire;

/// <summary>A service that answers call after call on each connection with the bytes that a test gives it.</summary>
internal sealed class WireService : IAsyncDisposable
{
    private readonly SocketServer server;
    private readonly List<string> asked = [];
    private readonly Func<int, string, string?> answer;

    /// <param name="answer">The bytes for a call by its number, the first being 1, and its target; null: the connection ends, empty: nothing comes.</param>
    public WireService(Func<int, string, string?> answer)
    {
        this.answer = answer;
        server = new(ServeAsync);
    }

    public string Origin => server.Address;

    /// <summary>Connections that were opened until now.</summary>
    public int Accepted => server.Accepted;

    /// <summary>Connections that are open.</summary>
    public int Open => server.Open;

    /// <summary>Heads of the requests until now.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
            {
                return [.. asked];
            }
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task ServeAsync(Socket socket, CancellationToken stopped)
    {
        while (await SocketServer.ReadHeadAsync(socket, stopped) is { Length: > 0 } head && Say(head) is { } bytes)
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), stopped);
        }
    }

    private string? Say(string head)
    {
        int call;
        lock (asked)
        {
            asked.Add(head);
            call = asked.Count;
        }

        return answer(call, head.Split(' ')[1]);
    }
}
