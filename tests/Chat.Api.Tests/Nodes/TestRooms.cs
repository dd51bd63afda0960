using System.Net.Http.Json;

namespace Chat.Api.Tests.Nodes;

internal static class TestRooms
{
    /// <summary>A new public room, of "owner" unless somebody else is named.</summary>
    public static async Task<string> CreateAsync(ChatNode node, string kind = "public", string owner = "owner")
    {
        using var http = node.Http(owner);
        var answer = await http.PostAsJsonAsync("/rooms", new { name = "Room", kind });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<Created>())!.Id;
    }

    private sealed record Created(string Id);
}
