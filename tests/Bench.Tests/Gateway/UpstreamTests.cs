using System.Net;
using System.Net.Sockets;
using Bench.Gateway.Systems;

namespace Bench.Tests.Gateway;

public class UpstreamTests
{
    [Fact]
    public void The_status_of_nginx_is_read() => Assert.Equal(
        new(27, 3),
        UpstreamCounts.Parse("Active connections: 3 \nserver accepts handled requests\n 9 9 27 \nReading: 0 Writing: 3 Waiting: 0 \n"));

    [Fact]
    public void Another_page_is_not_taken_for_the_status_of_nginx()
    {
        var failure = Assert.Throws<FormatException>(() => UpstreamCounts.Parse("<html>"));

        Assert.Equal("This is not the status of nginx: <html>", failure.Message);
    }

    [Fact]
    public async Task Connections_of_a_process_to_a_port_are_counted_and_no_others()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only Linux lists the sockets of a process.");
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        using var other = new TcpListener(IPAddress.Loopback, 0);
        using var unrelated = new TcpClient();
        listener.Start();
        other.Start();
        await unrelated.ConnectAsync((IPEndPoint)other.LocalEndpoint);
        var clients = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ConnectAsync(listener)));

        Assert.Equal(3, UpstreamSockets.Count(Environment.ProcessId, [((IPEndPoint)listener.LocalEndpoint).Port]));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public void Every_part_of_a_composition_is_configured_with_its_service_and_path()
    {
        var settings = GatewaySettings.For([5001, 5002, 5003, 5004, 5005]).ToDictionary();

        Assert.Equal("http://127.0.0.1:5005", settings["services:recommendations:http:0"]);
        Assert.Equal("/lab/parts-10/{id}", settings["Gateway:Compositions:parts-10:Path"]);
        Assert.Equal(10, settings.Keys.Count(key => key.StartsWith("Gateway:Compositions:parts-10:Parts:", StringComparison.Ordinal) && key.EndsWith(":Service", StringComparison.Ordinal)));
        Assert.Equal("/ms500/{id}", settings["Gateway:Compositions:mixed:Parts:recommendations:Path"]);
    }

    private static async Task<TcpClient> ConnectAsync(TcpListener listener)
    {
        // Both families, as HttpClient connects.
        var client = new TcpClient(AddressFamily.InterNetworkV6) { Client = { DualMode = true } };
        await client.ConnectAsync(((IPEndPoint)listener.LocalEndpoint).Address.MapToIPv6(), ((IPEndPoint)listener.LocalEndpoint).Port);
        return client;
    }
}
