using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Errors;
using Support;

namespace ServiceDefaults.Tests.Errors;

public sealed class RefusalTests
{
    [Fact]
    public void Every_code_stands_in_the_table() => Assert.Empty(ErrorTable.MissingFrom(typeof(ErrorCodes)));

    [Theory]
    [InlineData("GET", "/undecided", 401, "unauthenticated")]
    [InlineData("GET", "/nothing", 404, "not-found")]
    [InlineData("GET", "/hubs/nothing?access_token=x", 404, "not-found")]
    [InlineData("DELETE", "/open/1", 405, "method-not-allowed")]
    [InlineData("GET", "/open/one", 400, "bad-request")]
    [InlineData("GET", "/open/2", 409, "taken")]
    [InlineData("GET", "/open/3", 500, "internal-error")]
    [InlineData("GET", "/open/408", 408, "bad-request")]
    [InlineData("GET", "/open/418", 418, "bad-request")]
    [InlineData("POST", "/open", 415, "unsupported-media-type")]
    public async Task A_stranger_is_refused_with_problem_details_and_a_code(string method, string address, int status, string code)
    {
        await using var service = await TestService.StartAsync(app =>
        {
            app.MapGet("/undecided", () => "closed");
            app.MapGet("/open/{number}", Answer).AllowAnonymous();
            app.MapPost("/open", (Dictionary<string, string> body) => body).AllowAnonymous();
        });

        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Content = method == "POST" ? new StringContent("a", mediaType: new("text/plain")) : null;
        using var answer = await service.Client.SendAsync(request);

        Assert.Equal((status, "application/problem+json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code), (problem.GetProperty("status").GetInt32(), problem.GetProperty("code").GetString()));
        Assert.DoesNotContain("a defect", problem.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408, false)]
    [InlineData(3, true)]
    public async Task Only_the_services_own_faults_are_logged_as_errors(int number, bool isLogged)
    {
        var logs = new RecordedLogs();
        await using var service = await TestService.StartAsync(
            app => app.MapGet("/open/{number}", Answer).AllowAnonymous(), builder => builder.Logging.AddProvider(logs));

        using var answer = await service.GetAsync($"/open/{number}");

        Assert.True(isLogged == logs.Lines.Any(line => line.StartsWith("Error", StringComparison.Ordinal)), string.Join('\n', logs.Lines));
    }

    private static IResult Answer(int number) => number switch
    {
        2 => new Refusal("taken", StatusCodes.Status409Conflict, "It is taken.").ToProblem(),
        3 => throw new InvalidOperationException("a defect"),
        408 => throw new BadHttpRequestException("Too slow.", number),
        _ => TypedResults.StatusCode(number),
    };
}
