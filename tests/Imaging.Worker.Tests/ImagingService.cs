using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Imaging.Worker.Jobs;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Support;

namespace Imaging.Worker.Tests;

/// <summary>The real service in this process, with Kestrel on a free port, on a database of its own.</summary>
internal sealed class ImagingService : IAsyncDisposable
{
    /// <summary>Bytes of the uploads of tests that are not about pixels.</summary>
    public static readonly byte[] Bytes = [0xff, 0xd8, 1, 2, 3, 4, 5, 6];
    private readonly WebApplicationFactory<Program> factory;

    private ImagingService(WebApplicationFactory<Program> factory, string database, ImagingServers servers)
    {
        this.factory = factory;
        Database = database;
        Blobs = new(servers.Azurite.ConnectionString);
        Queues = new(servers.Azurite.ConnectionString);
    }

    public string Database { get; }

    public BlobServiceClient Blobs { get; }

    public QueueServiceClient Queues { get; }

    public IServiceProvider Services => factory.Services;

    /// <summary>Starts the service; <paramref name="pipeline"/> stands in where the test is about jobs, null leaves the real one.</summary>
    public static async Task<ImagingService> StartAsync(
        ImagingServers servers, RunPipeline? pipeline = null, string? database = null, params (string Key, string Value)[] settings)
    {
        database ??= await servers.Postgres.CreateDatabaseAsync();
        // Kestrel on a free port and the test's own settings; everything else is Program.cs.
        var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(web =>
        {
            web.UseSetting("environment", "Development");
            web.UseSetting("ConnectionStrings:imagingdb", database);
            web.UseSetting("ConnectionStrings:redis", servers.Redis.ConnectionString);
            web.UseSetting("ConnectionStrings:blobs", servers.Azurite.ConnectionString);
            web.UseSetting("ConnectionStrings:queues", servers.Azurite.ConnectionString);
            web.UseSetting("Auth:DevelopmentKey", TestTokens.Key);
            web.UseSetting("Imaging:Jobs:PollMax", "00:00:00.100");
            web.UseSetting("Imaging:Jobs:SweepInterval", "00:00:00.200");
            foreach (var (key, value) in settings)
            {
                web.UseSetting(key, value);
            }

            web.ConfigureTestServices(services =>
            {
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
                if (pipeline is not null)
                {
                    services.AddSingleton(pipeline);
                }
            });
        });
        factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        factory.StartServer();
        return new(factory, database, servers);
    }

    /// <summary>A client that is signed in as <paramref name="user"/>.</summary>
    public HttpClient As(string user, params string[] roles)
    {
        var client = factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestTokens.For(user, roles));
        return client;
    }

    /// <summary>Reserves an upload of <see cref="Bytes"/> or of another length.</summary>
    public static async Task<Ticket> ReserveAsync(HttpClient client, long? length = null, string preset = "web", string contentType = "image/jpeg")
    {
        using var answer = await client.PostAsJsonAsync("/images", new { fileName = "cat.jpg", contentType, length = length ?? Bytes.Length, preset });
        Assert.True(answer.StatusCode == System.Net.HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        return (await answer.Content.ReadFromJsonAsync<Ticket>())!;
    }

    /// <summary>Reserves, puts and completes.</summary>
    public static async Task<string> UploadAsync(HttpClient client, byte[]? bytes = null, string preset = "web", string contentType = "image/jpeg")
    {
        bytes ??= Bytes;
        var ticket = await ReserveAsync(client, bytes.Length, preset, contentType);
        using var put = await PutAsync(ticket.UploadUrl, bytes);
        Assert.True(put.IsSuccessStatusCode, await put.Content.ReadAsStringAsync());
        using var complete = await client.PostAsync($"/images/{ticket.Id}/complete", null);
        Assert.True(complete.StatusCode == System.Net.HttpStatusCode.Accepted, await complete.Content.ReadAsStringAsync());
        return ticket.Id;
    }

    /// <summary>A plain PUT to storage, as a browser sends it.</summary>
    public static async Task<HttpResponseMessage> PutAsync(Uri address, byte[] bytes)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        return await client.SendAsync(request);
    }

    public static Task<JsonElement> StatusAsync(HttpClient client, string id) => client.GetFromJsonAsync<JsonElement>($"/images/{id}");

    public static Task<JsonElement> BecomesAsync(HttpClient client, string id, string status, TimeSpan? timeout = null) =>
        Eventually.BecomesAsync($"image {id} to be {status}", () => StatusAsync(client, id),
            image => image.GetProperty("status").GetString() == status, timeout ?? TimeSpan.FromSeconds(30));

    /// <summary>One value of the database.</summary>
    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync() => await factory.DisposeAsync();

    internal sealed record Ticket(string Id, Uri UploadUrl, string StatusUrl, DateTimeOffset ExpiresAt);
}
