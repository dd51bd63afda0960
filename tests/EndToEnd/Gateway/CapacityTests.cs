using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EndToEnd.Fixture;
using Microsoft.AspNetCore.SignalR.Client;
using Support;

namespace EndToEnd.Gateway;

/// <summary>Estimate beside measured, of the whole running system.</summary>
[Collection(SystemCollection.Name)]
public sealed class CapacityTests(SystemFixture system)
{
    [Fact]
    public async Task A_message_an_image_and_a_product_page_are_measured_beside_the_estimate()
    {
        await new Imaging.ImagingTests(system).A_photo_becomes_derivatives_and_the_result_of_a_model();
        await using var ann = await system.ConnectAsync("ann");
        using var client = system.Anonymous();
        await ann.InvokeAsync<JsonElement>("JoinRoom", "lobby", null);
        // The very first calls warm five services up and may be too late.
        await Eventually.BecomesAsync(
            "a composed answer",
            async () =>
            {
                using var page = await client.GetAsync("/api/products/1");
                return page.StatusCode;
            },
            status => status == HttpStatusCode.OK);
        await ann.InvokeAsync<JsonElement>("SendMessage", Greeting());

        // The message and the page count for ten seconds, the image for a minute.
        var seen = await Eventually.BecomesAsync(
            "the message, the image and the composed answer to be measured",
            () => client.GetFromJsonAsync<JsonElement>("/capacity"),
            answer => Measured(answer, "chat", "messagesPerSecond") > 0
                && Measured(answer, "chat", "deliveryMsP99") > 0
                && Measured(answer, "chat", "connections") >= 1
                && Measured(answer, "imaging", "processingMsP50") > 0
                && Measured(answer, "gateway", "composedPerSecond") > 0);

        Assert.Equal("local", seen.GetProperty("profile").GetString());
        Assert.Equal((2, 2, 1), (Instances(seen, "chat"), Instances(seen, "imaging"), Instances(seen, "gateway")));
        Assert.All(
            (string[])["chat", "imaging", "gateway"],
            service => Assert.True(Measured(seen, service, "memoryMegabytes") > 10 && Measured(seen, service, "cpuCores") > 0, service));
        Assert.True(Measured(seen, "chat", "databaseConnectionsMax") >= Measured(seen, "chat", "databaseConnections"));
        Assert.True(Measured(seen, "imaging", "slots") >= 1);
        Assert.True(Measured(seen, "imaging", "engineMemoryMegabytes") > 10);
        Assert.True(Measured(seen, "gateway", "callsPerSecond") > Measured(seen, "gateway", "composedPerSecond"));
        Assert.True(Row(seen, "chat", "CPU usage").GetProperty("ratioNow").GetDouble() > 0);
    }

    private static object Greeting() => new
    {
        room = "lobby",
        clientMessageId = Guid.CreateVersion7().ToString(),
        text = "Good morning",
        replyTo = (string?)null,
        attachments = (object?)null,
        mentions = (object?)null,
    };

    private static int Instances(JsonElement answer, string service) => Service(answer, service).GetProperty("instances").GetInt32();

    private static double Measured(JsonElement answer, string service, string name) =>
        Service(answer, service).GetProperty("measured").TryGetProperty(name, out var figure) ? figure.GetProperty("value").GetDouble() : 0;

    private static JsonElement Row(JsonElement answer, string service, string name) =>
        Service(answer, service).GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("name").GetString() == name);

    private static JsonElement Service(JsonElement answer, string service) => answer.GetProperty("services").GetProperty(service);
}
