using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;

namespace ServiceDefaults.Tests.Resilience;

public sealed class RetryTests
{
    [Theory]
    [InlineData("GET", 4)]
    [InlineData("HEAD", 4)]
    [InlineData("POST", 1)]
    [InlineData("PUT", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("DELETE", 1)]
    public async Task Only_what_is_safe_to_repeat_is_repeated(string method, int expected)
    {
        var calls = 0;
        await using var service = await TestService.StartAsync(
            app => app.Map("/broken", () =>
            {
                Interlocked.Increment(ref calls);
                return TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }).AllowAnonymous(),
            builder => builder.Services.ConfigureAll<HttpStandardResilienceOptions>(options => options.Retry.Delay = TimeSpan.FromMilliseconds(1)));

        using var client = service.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(service.Client.BaseAddress!, "/broken"));
        using var answer = await client.SendAsync(request);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, expected), (answer.StatusCode, calls));
    }
}
