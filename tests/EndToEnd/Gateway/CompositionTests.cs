using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EndToEnd.Fixture;
using Support;

namespace EndToEnd.Gateway;

/// <summary>A product page out of five services, through the whole system.</summary>
[Collection(SystemCollection.Name)]
public sealed class CompositionTests(SystemFixture system)
{
    private static readonly string[] Parts = ["product", "price", "stock", "reviews", "recommendations"];

    [Fact]
    public async Task A_slow_optional_part_is_named_and_the_rest_comes_in_time()
    {
        using var client = system.Anonymous();
        var whole = await Complete(client, "/api/products/7");
        Assert.Equal(Parts.Order(), whole.EnumerateObject().Select(part => part.Name).Order());

        await Set(client, new { latencyMs = 60_000 });
        try
        {
            var watch = Stopwatch.StartNew();
            using var answer = await client.GetAsync("/api/products/7", TestContext.Current.CancellationToken);
            var elapsed = watch.Elapsed;
            var partial = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.True(answer.Headers.CacheControl!.NoStore);
            Assert.Equal("timeout", partial.GetProperty("_partial").GetProperty("reviews").GetString());
            Assert.Equal(whole.GetProperty("product").GetRawText(), partial.GetProperty("product").GetRawText());
            Assert.False(partial.TryGetProperty("reviews", out _));
            // The budget is 2 s; without it the answer would take a minute.
            Assert.True(elapsed < TimeSpan.FromSeconds(10), $"The answer took {elapsed}.");
        }
        finally
        {
            await Set(client, new { });
        }
    }

    [Fact]
    public async Task A_product_that_is_not_there_is_a_404_with_a_code()
    {
        using var client = system.Anonymous();
        await Complete(client, "/api/products/1");

        using var answer = await client.GetAsync("/api/products/999999", TestContext.Current.CancellationToken);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.NotEmpty(problem.GetProperty("code").GetString()!);
    }

    [Theory]
    [InlineData("/catalog/products/1")]
    [InlineData("/pricing/prices/1")]
    [InlineData("/inventory/stock/1")]
    [InlineData("/reviews/reviews/1")]
    [InlineData("/recommendations/recommendations/1")]
    public async Task Each_service_answers_behind_its_own_segment(string path)
    {
        using var client = system.Anonymous();

        var answer = await client.GetFromJsonAsync<JsonElement>(path, TestContext.Current.CancellationToken);

        Assert.Equal("1", answer.GetProperty("id").GetString());
    }

    // The very first calls warm five services up and may miss a part.
    private static Task<JsonElement> Complete(HttpClient client, string path) => Eventually.BecomesAsync(
        $"{path} to be complete",
        () => client.GetFromJsonAsync<JsonElement>(path),
        answer => !answer.TryGetProperty("_partial", out _));

    private static async Task Set(HttpClient client, object faults)
    {
        using var answer = await client.PutAsJsonAsync("/reviews/faults", faults);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
