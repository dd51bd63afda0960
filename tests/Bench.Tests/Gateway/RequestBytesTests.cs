using System.Text;
using Bench.Gateway.Http;

namespace Bench.Tests.Gateway;

public class RequestBytesTests
{
    private static readonly Uri Server = new("http://127.0.0.1:8080");

    [Fact]
    public void Every_request_asks_for_another_id_until_all_have_been_asked_for()
    {
        var requests = new RequestBytes(Server, "/products/{id}", digits: 2);

        var asked = Enumerable.Range(0, 91).Select(_ => Next(requests)).ToList();

        Assert.Equal(90, asked.Distinct().Count());
        Assert.Equal(asked[0], asked[90]);
        Assert.All(asked, request => Assert.Matches(@"^GET /products/[1-9]\d HTTP/1\.1\r\nHost: 127\.0\.0\.1:8080\r\n", request));
    }

    [Fact]
    public void A_path_without_a_place_for_it_is_asked_for_as_it_is()
    {
        var requests = new RequestBytes(Server, "/health");

        Assert.Equal(Next(requests), Next(requests));
        Assert.StartsWith("GET /health HTTP/1.1\r\n", Next(requests), StringComparison.Ordinal);
    }

    private static string Next(RequestBytes requests)
    {
        var buffer = new byte[1_024];
        return Encoding.ASCII.GetString(buffer, 0, requests.WriteNext(buffer));
    }
}
