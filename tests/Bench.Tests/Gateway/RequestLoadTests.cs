using System.Net;
using System.Net.Sockets;
using System.Text;
using Bench.Gateway.Http;
using Bench.Lab.Load;

namespace Bench.Tests.Gateway;

public class RequestLoadTests
{
    private static readonly byte[] Good = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody");
    private static readonly byte[] Short = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbod");
    private static readonly byte[] Refused = Encoding.ASCII.GetBytes("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbody");

    [Fact]
    public async Task Every_call_of_a_plan_is_made_and_each_kind_of_failure_is_counted()
    {
        // Of each four answers: two whole, one short, one refused.
        await using var server = AnswerServer.Start([Good, Short, Good, Refused]);
        using var load = new RequestLoad(server.Address, new(server.Address, "/"), bodyBytesMin: 4);
        var latency = new LatencyRecorder("test", "test");

        var outcome = await load.OpenAsync(200, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), [latency], TestContext.Current.CancellationToken);

        Assert.Equal((100, 100), (outcome.Done, outcome.Failed));
        Assert.Equal((100, 100), (latency.Count, latency.Result().Failed));
        Assert.Equal(100, outcome.PerSecond);
        Assert.Equal(0.5, outcome.FailedShare);
        Assert.Contains("50 x 3 of 4 bytes", outcome.Faults, StringComparison.Ordinal);
        Assert.Contains("50 x status 503", outcome.Faults, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_closes_instead_of_answering_is_a_failure_and_the_next_call_connects_anew()
    {
        await using var server = AnswerServer.Start([Good, null]);
        using var load = new RequestLoad(server.Address, new(server.Address, "/"), bodyBytesMin: 4);

        var outcome = await load.OpenAsync(50, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), [], TestContext.Current.CancellationToken);

        Assert.Equal((25, 25), (outcome.Done, outcome.Failed));
    }

    [Fact]
    public async Task Clients_that_have_the_answer_already_are_told_that_it_holds()
    {
        await using var server = AnswerServer.Start([Encoding.ASCII.GetBytes("HTTP/1.1 304 Not Modified\r\n\r\n"), Good]);
        using var load = new RequestLoad(server.Address, new(server.Address, "/", tag: "\"a\""), bodyBytesMin: 0);

        var outcome = await load.OpenAsync(50, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), [], TestContext.Current.CancellationToken);

        Assert.Equal((25, 25), (outcome.Done, outcome.Failed));
    }

    /// <summary>Answers the calls of all connections with the given answers in turn; <c>null</c> closes the connection.</summary>
    private sealed class AnswerServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly IReadOnlyList<byte[]?> answers;
        private int next = -1;
        private Task accepting = Task.CompletedTask;

        private AnswerServer(IReadOnlyList<byte[]?> answers) => this.answers = answers;

        public Uri Address => new($"http://{listener.LocalEndpoint}");

        public static AnswerServer Start(IReadOnlyList<byte[]?> answers)
        {
            var server = new AnswerServer(answers);
            server.listener.Start();
            server.accepting = server.AcceptAsync();
            return server;
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await accepting;
            listener.Dispose();
            stop.Dispose();
        }

        private async Task AcceptAsync()
        {
            var connections = new List<Task>();
            try
            {
                while (true)
                {
                    connections.Add(ServeAsync(await listener.AcceptSocketAsync(stop.Token)));
                }
            }
            catch (OperationCanceledException)
            {
                await Task.WhenAll(connections);
            }
        }

        private async Task ServeAsync(Socket socket)
        {
            using (socket)
            {
                var request = new byte[1_024];
                try
                {
                    // A request of this load is one small segment.
                    while (await socket.ReceiveAsync(request, stop.Token) > 0 && answers[Interlocked.Increment(ref next) % answers.Count] is { } answer)
                    {
                        await socket.SendAsync(answer, stop.Token);
                    }
                }
                catch (Exception ended) when (ended is OperationCanceledException or SocketException)
                {
                    // The test is over.
                }
            }
        }
    }
}
