using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Imaging.Worker.Tests.Uploads;

/// <summary><c>GET /images/presets</c>: what an upload may name.</summary>
[Collection(ImagingCollection.Name)]
public sealed class PresetListTests(ImagingServers servers)
{
    [Fact]
    public async Task Every_listed_preset_says_what_it_makes_and_is_taken_by_an_upload()
    {
        await using var service = await ImagingService.StartAsync(
            servers,
            settings:
            [
                ("Imaging:Role", "Api"),
                ("Imaging:Presets:own:Steps:0:Do", "convert"), ("Imaging:Presets:own:Steps:0:Name", "same"), ("Imaging:Presets:own:Steps:0:Formats:0", "png"),
            ]);
        using var ann = service.As("ann");

        var listed = (await ann.GetFromJsonAsync<JsonElement>("/images/presets")).GetProperty("presets").EnumerateArray().ToDictionary(preset => preset.GetProperty("name").GetString()!);

        Assert.Equal(["avatar", "document", "gallery", "moderated", "own", "product", "web"], listed.Keys);
        Assert.Equal(
            """
            {"name":"gallery","files":[{"name":"w1600.webp","contentType":"image/webp","width":1600,"height":1600,"fit":"fit"},{"name":"w800.jpg","contentType":"image/jpeg","width":800,"height":800,"fit":"fit"},{"name":"w200.webp","contentType":"image/webp","width":200,"height":200,"fit":"fit"}],"hasWatermark":false,"results":["blurhash","colour","embedding"]}
            """,
            listed["gallery"].GetRawText());
        Assert.Equal(
            """{"name":"own","files":[{"name":"same.png","contentType":"image/png","width":null,"height":null,"fit":"fit"}],"hasWatermark":false,"results":[]}""",
            listed["own"].GetRawText());
        Assert.Equal(["text"], ResultsOf(listed["document"]));
        Assert.Equal(["blurhash", "moderation"], ResultsOf(listed["moderated"]));
        Assert.Equal(["blurhash", "colour", "faces"], ResultsOf(listed["avatar"]));
        foreach (var name in listed.Keys)
        {
            await ImagingService.ReserveAsync(ann, preset: name);
        }
    }

    [Fact]
    public async Task Who_is_not_signed_in_reads_no_presets()
    {
        await using var service = await ImagingService.StartAsync(servers, settings: [("Imaging:Role", "Api")]);
        using var stranger = service.As("ann");
        stranger.DefaultRequestHeaders.Authorization = null;

        using var answer = await stranger.GetAsync("/images/presets");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static IEnumerable<string?> ResultsOf(JsonElement preset) => preset.GetProperty("results").EnumerateArray().Select(result => result.GetString());
}
