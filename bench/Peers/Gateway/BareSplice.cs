using System.Buffers;
using System.Text;

namespace Peers.Gateway;

/// <summary>
/// The least that C# can do: five calls at once by the framework's bare client, and their bytes between names and commas. It checks
/// nothing, waits as long as it takes, and answers whatever the services say.
/// </summary>
internal static class BareSplice
{
    /// <param name="args">None; <c>Upstream:SERVICE</c> is where each service listens.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var upstream = app.Configuration.GetSection("Upstream");
        (byte[] Name, string Address)[] parts =
        [
            (Member("price", '{'), $"{upstream["pricing"]}/prices/"), (Member("product", ','), $"{upstream["catalog"]}/products/"),
            (Member("recommendations", ','), $"{upstream["recommendations"]}/recommendations/"), (Member("reviews", ','), $"{upstream["reviews"]}/reviews/"),
            (Member("stock", ','), $"{upstream["inventory"]}/stock/"),
        ];
        var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ActivityHeadersPropagator = null });
        app.MapGet("/health", () => "ready");
        app.MapGet("/api/products/{id}", async (HttpContext context, CancellationToken cancellationToken) =>
        {
            var id = (string)context.Request.RouteValues["id"]!;
            var bodies = await Task.WhenAll(parts.Select(part => BytesAsync(client, part.Address + id)));
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = 1 + parts.Sum(part => part.Name.Length) + bodies.Sum(body => body.Length);
            for (var i = 0; i < parts.Length; i++)
            {
                context.Response.BodyWriter.Write(parts[i].Name);
                context.Response.BodyWriter.Write(bodies[i]);
            }

            context.Response.BodyWriter.Write("}"u8);
            await context.Response.BodyWriter.FlushAsync(cancellationToken);
        });
        await app.RunAsync();
        return 0;
    }

    private static byte[] Member(string name, char before) => Encoding.UTF8.GetBytes($"{before}\"{name}\":");

    private static async Task<byte[]> BytesAsync(HttpMessageInvoker client, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        using var response = await client.SendAsync(request, CancellationToken.None);
        return await response.Content.ReadAsByteArrayAsync();
    }
}
