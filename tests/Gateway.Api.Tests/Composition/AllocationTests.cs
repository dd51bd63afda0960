using System.Net;
using System.Net.Sockets;
using System.Text;
using Support;

namespace Gateway.Api.Tests.Composition;

/// <summary>What a composed and a proxied request cost in memory. Services and client are bare sockets in this process that allocate nothing.</summary>
[Collection(AllocationTests.Alone)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    public const string Alone = "alone";
    private const int Parts = 5;
    private const int WarmUp = 1_000;
    private const int Requests = 2_000;
    private const int TypesShown = 25;

    private static readonly Dictionary<string, Setup> Setups = new()
    {
        ["called by the framework's client"] = new(IsByFramework: true),
        ["called, every request traced"] = new(Traced: 1),
        ["called"] = new(),
        ["called, signed in"] = new(IsSignedIn: true),
        ["kept"] = new(IsKept: true),
    };

    [Theory]
    // Figures are on in all. Seen: 22.6, 14.7, 5.9, 8.3 and 3.5 KB; the bounds are against creeping growth.
    [InlineData("called by the framework's client", 28 * 1024)]
    [InlineData("called, every request traced", 18 * 1024)]
    [InlineData("called", 7 * 1024)]
    [InlineData("called, signed in", 10 * 1024)]
    [InlineData("kept", 5 * 1024)]
    public async Task A_composed_request_allocates_little(string name, int bytesMax)
    {
        var setup = Setups[name];
        using var service = new CannedService($$"""{"text":"{{new string('x', 1000)}}"}""");
        await using var gateway = new GatewayApp(setup.Settings(service.Address));
        using var client = new BareClient(gateway.Address, "/page/1", setup.IsSignedIn ? TestTokens.For("reader") : null);
        client.Send(WarmUp);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        client.Send(Requests);
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;

        output.WriteLine($"{name}: {bytes} bytes for a composed request of {Parts} parts of 1 KB");
        using var types = new AllocatedTypes();
        types.Start();
        client.Send(Requests);
        foreach (var line in types.Greatest(bytes, TypesShown))
        {
            output.WriteLine(line);
        }

        Assert.InRange(bytes, 0, bytesMax);
    }

    [Theory]
    // Seen: 4.8 and 6.5 KB; the bounds are against creeping growth.
    [InlineData(0.01, 6 * 1024)]
    [InlineData(1, 8 * 1024)]
    public async Task A_proxied_request_allocates_little(double traced, int bytesMax)
    {
        using var service = new CannedService($$"""{"text":"{{new string('x', 1000)}}"}""");
        var settings = Setup.Every(traced, ("catalog", service.Address));
        settings["ReverseProxy:Clusters:catalog:HealthCheck:Active:Enabled"] = "false";
        await using var gateway = new GatewayApp(settings);
        using var client = new BareClient(gateway.Address, "/catalog/products/1", token: null, end: "x\"}");
        client.Send(WarmUp);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        client.Send(Requests);
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests;

        output.WriteLine($"traced {traced}: {bytes} bytes for a proxied request of 1 KB");
        Assert.InRange(bytes, 0, bytesMax);
    }

    /// <summary>What a composed request meets.</summary>
    /// <param name="IsByFramework">Services are called by the framework's client.</param>
    /// <param name="IsKept">Parts are kept, so services are not called.</param>
    /// <param name="IsSignedIn">Requests bring a token.</param>
    /// <param name="Traced">Share of the requests whose spans are recorded.</param>
    private sealed record Setup(bool IsByFramework = false, bool IsKept = false, bool IsSignedIn = false, double Traced = 0.01)
    {
        /// <summary>Of every gateway here.</summary>
        public static Dictionary<string, string?> Every(double traced, (string Name, string Address) service)
        {
            var settings = GatewayApp.Addresses(service);
            settings["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio";
            settings["OTEL_TRACES_SAMPLER_ARG"] = FormattableString.Invariant($"{traced}");
            settings["Gateway:Protection:ClientRequestsPerSecond"] = settings["Gateway:Protection:ClientBurst"] = "1000000";
            return settings;
        }

        public Dictionary<string, string?> Settings(string service)
        {
            var settings = Every(Traced, ("canned", service));
            settings["Gateway:Upstreams:FrameworkClient"] = $"{IsByFramework}";
            settings["Gateway:Compositions:page:Path"] = "/page/{id}";
            settings["Gateway:Compositions:page:Access"] = IsSignedIn ? "SignedIn" : "Anonymous";
            settings["Gateway:Compositions:page:Budget"] = "00:00:30";
            for (var i = 0; i < Parts; i++)
            {
                settings[$"Gateway:Compositions:page:Parts:part{i}:Service"] = "canned";
                settings[$"Gateway:Compositions:page:Parts:part{i}:Path"] = $"/part{i}/{{id}}";
                settings[$"Gateway:Compositions:page:Parts:part{i}:Required"] = "true";
                settings[$"Gateway:Compositions:page:Parts:part{i}:Timeout"] = "00:00:30";
                if (IsKept)
                {
                    settings[$"Gateway:Compositions:page:Parts:part{i}:Cache:Ttl"] = "01:00:00";
                }
            }

            return settings;
        }
    }

    /// <summary>Sends one request after another over one connection.</summary>
    private sealed class BareClient : IDisposable
    {
        private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 60_000 };
        private readonly byte[] request;
        private readonly byte[] last;
        private readonly byte[] answer = new byte[64 * 1024];

        // Each part ends with a brace of its own: a composed answer is whole with the two braces of the last part and the root.
        public BareClient(Uri address, string path, string? token, string end = "\"}}")
        {
            last = Encoding.ASCII.GetBytes(end);
            request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address.Authority}\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}\r\n");
            socket.Connect(IPAddress.Loopback, address.Port);
        }

        public void Send(int count)
        {
            for (var i = 0; i < count; i++)
            {
                socket.Send(request);
                var length = 0;
                do
                {
                    var read = socket.Receive(answer.AsSpan(length));
                    Assert.True(read > 0, "the gateway closed the connection");
                    length += read;
                }
                while (!answer.AsSpan(0, length).EndsWith(last));
                if (!answer.AsSpan(0, length).StartsWith("HTTP/1.1 200"u8) || answer.AsSpan(0, length).IndexOf("_partial"u8) >= 0)
                {
                    Assert.Fail(Encoding.UTF8.GetString(answer, 0, length));
                }
            }
        }

        public void Dispose() => socket.Dispose();
    }

    /// <summary>Answers everything with the same bytes, a thread for each connection.</summary>
    private sealed class CannedService : IDisposable
    {
        private readonly Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        private readonly byte[] answer;

        public CannedService(string json)
        {
            answer = Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            new Thread(Accept) { IsBackground = true }.Start();
        }

        public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}";

        public void Dispose() => listener.Dispose();

        private void Accept()
        {
            try
            {
                while (true)
                {
                    var connection = listener.Accept();
                    connection.NoDelay = true;
                    new Thread(() => Serve(connection)) { IsBackground = true }.Start();
                }
            }
            catch (SocketException)
            {
            }
            catch (ObjectDisposedException)
            {
            }
        }

        private void Serve(Socket connection)
        {
            try
            {
                var request = new byte[8 * 1024];
                var length = 0;
                int read;
                while ((read = connection.Receive(request.AsSpan(length))) > 0)
                {
                    length += read;
                    if (request.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
                    {
                        length = 0;
                        connection.Send(answer);
                    }
                }
            }
            catch (SocketException)
            {
            }

            connection.Dispose();
        }
    }
}

/// <summary>Counts the process's memory: nothing else may run.</summary>
[CollectionDefinition(AllocationTests.Alone, DisableParallelization = true)]
public sealed class AloneCollection;
