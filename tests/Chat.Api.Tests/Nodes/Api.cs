using System.Net.Http.Json;
using System.Text.Json;

namespace Chat.Api.Tests.Nodes;

/// <summary>Short words for what tests ask over HTTP.</summary>
internal static class Api
{
    /// <summary>Asks as a user; answers the status and, of a refusal, the code.</summary>
    public static async Task<(int Status, string? Code)> AskAsync(
        this ChatNode node, string user, HttpMethod method, string path, object? body = null, params string[] roles)
    {
        using var http = node.Http(user, roles);
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, answer.IsSuccessStatusCode ? null : await CodeAsync(answer));
    }

    public static Task<(int Status, string? Code)> PutAsync(this ChatNode node, string user, string path, object? body = null, params string[] roles) =>
        node.AskAsync(user, HttpMethod.Put, path, body ?? new { }, roles);

    public static Task<(int Status, string? Code)> DeleteAsync(this ChatNode node, string user, string path, params string[] roles) =>
        node.AskAsync(user, HttpMethod.Delete, path, null, roles);

    public static Task<(int Status, string? Code)> StatusAsync(this ChatNode node, string user, string path, params string[] roles) =>
        node.AskAsync(user, HttpMethod.Get, path, null, roles);

    /// <summary>What a GET answers; the test fails where it is refused.</summary>
    public static async Task<JsonElement> GetAsync(this ChatNode node, string user, string path, params string[] roles)
    {
        using var http = node.Http(user, roles);
        using var answer = await http.GetAsync(path);
        return await BodyAsync(answer);
    }

    /// <summary>What a POST answers; the test fails where it is refused.</summary>
    public static async Task<JsonElement> PostAsync(this ChatNode node, string user, string path, object body, params string[] roles)
    {
        using var http = node.Http(user, roles);
        using var answer = await http.PostAsJsonAsync(path, body);
        return await BodyAsync(answer);
    }

    /// <summary>A property of every item of a page.</summary>
    public static string[] Each(this JsonElement page, string property) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty(property).ToString())];

    private static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, $"{answer.RequestMessage!.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
