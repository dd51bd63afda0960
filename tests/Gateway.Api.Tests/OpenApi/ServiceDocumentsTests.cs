using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Gateway.Api.Composition.Parts;
using Gateway.Api.OpenApi;
using Microsoft.Extensions.Time.Testing;
using Support;

namespace Gateway.Api.Tests.OpenApi;

/// <summary>A service's document is asked for seldom, and what it does not say now is not held against it for long.</summary>
public sealed class ServiceDocumentsTests : IDisposable
{
    private const string Document = """{"paths":{}}""";

    private readonly FakeTimeProvider time = new();
    private readonly Services services = new();
    private readonly PartTransport transport;
    private readonly ServiceDocuments documents;

    public ServiceDocumentsTests()
    {
        transport = new(services);
        documents = new(transport, services, time);
    }

    public void Dispose() => transport.Dispose();

    [Fact]
    public async Task Is_asked_for_once_a_minute()
    {
        services.Answer = _ => Answer(HttpStatusCode.OK, Document);
        Assert.NotNull(await OfAsync("catalog"));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(await OfAsync("catalog"));
        Assert.Single(services.Asked);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await OfAsync("catalog"));
        Assert.Equal(["catalog", "catalog"], services.Asked);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "")]
    [InlineData(HttpStatusCode.OK, "not JSON")]
    [InlineData(HttpStatusCode.OK, "[]")]
    public async Task A_service_that_says_that_it_has_none_is_believed_for_a_minute(HttpStatusCode status, string body)
    {
        services.Answer = _ => Answer(status, body);
        Assert.Null(await OfAsync("catalog"));
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Null(await OfAsync("catalog"));

        Assert.Single(services.Asked);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_asked_again_after_five_seconds()
    {
        services.Answer = _ => throw new HttpRequestException("refused");
        Assert.Null(await OfAsync("catalog"));
        services.Answer = _ => Answer(HttpStatusCode.ServiceUnavailable, "");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(await OfAsync("catalog"));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Null(await OfAsync("catalog"));
        Assert.Equal(2, services.Asked.Count);

        services.Answer = _ => Answer(HttpStatusCode.OK, Document);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(await OfAsync("catalog"));
    }

    [Fact]
    public async Task A_service_that_does_not_answer_keeps_the_document_that_it_gave_before()
    {
        services.Answer = _ => Answer(HttpStatusCode.OK, Document);
        Assert.NotNull(await OfAsync("catalog"));
        services.Answer = _ => throw new HttpRequestException("refused");
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.NotNull(await OfAsync("catalog"));
        Assert.Equal(2, services.Asked.Count);
    }

    [Fact]
    public async Task Nobody_waits_for_a_service_for_longer_than_five_seconds()
    {
        services.Answer = UntilCanceledAsync;
        var asked = OfAsync("catalog");
        await UnderWayAsync(1);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(asked.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Null(await asked.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_reader_who_goes_away_leaves_no_trace()
    {
        using var reader = new CancellationTokenSource();
        services.Answer = UntilCanceledAsync;
        var asked = OfAsync("catalog", reader.Token);
        await UnderWayAsync(1);
        await reader.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);

        services.Answer = _ => Answer(HttpStatusCode.OK, Document);
        Assert.NotNull(await OfAsync("catalog"));
    }

    [Fact]
    public async Task All_are_asked_at_the_same_time_and_each_once()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        services.Answer = async _ =>
        {
            await gate.Task;
            return await Answer(HttpStatusCode.OK, Document);
        };
        var asked = documents.OfAsync(["catalog", "pricing", "catalog"], TestContext.Current.CancellationToken);
        await UnderWayAsync(2);
        gate.SetResult();

        Assert.Equal(["catalog", "pricing"], (await asked).Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, services.Asked.Count);
    }

    private async Task<JsonObject?> OfAsync(string service, CancellationToken cancellationToken = default) =>
        (await documents.OfAsync([service], cancellationToken))[service];

    private Task UnderWayAsync(int count) =>
        Eventually.BecomesAsync("services that are asked", () => Task.FromResult(services.Asked.Count), asked => asked == count);

    private static Task<HttpResponseMessage> Answer(HttpStatusCode status, string body) =>
        Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") });

    private static async Task<HttpResponseMessage> UntilCanceledAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("It was to be canceled.");
    }

    /// <summary>Services that answer as a test says; the host of an address is the service's name.</summary>
    private sealed class Services : HttpMessageHandler, IServiceAddresses
    {
        public Func<CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = _ => throw new HttpRequestException("Nobody is there.");

        public ConcurrentQueue<string> Asked { get; } = new();

        public ValueTask<ServiceNodes> OfAsync(string service, CancellationToken cancellationToken) => new(new ServiceNodes([$"http://{service}"]));

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Assert.Equal(ServiceDocuments.Path, request.RequestUri!.AbsolutePath);
            Asked.Enqueue(request.RequestUri.Host);
            return await Answer(cancellationToken);
        }
    }
}
