using System.Net;
using System.Text.Json.Nodes;
using Support;

namespace Gateway.Api.Tests.OpenApi;

/// <summary>The gateway describes what it composes and what it passes on.</summary>
public sealed class OpenApiTests
{
    private const string CatalogDocument = """
        {
          "openapi": "3.1.0",
          "paths": { "/products/{sku}": { "get": { "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Product" } } } }, "410": { "description": "`gone` <b>" } } } } },
          "components": { "schemas": {
            "Product": { "type": "object", "properties": { "name": { "type": "string" }, "secret": { "type": "string" }, "maker": { "$ref": "#/components/schemas/Maker" } } },
            "Maker": { "type": "object", "properties": { "parent": { "$ref": "#/components/schemas/Maker" } } }
          } }
        }
        """;

    [Fact]
    public async Task The_document_holds_composed_and_proxied_routes_with_the_services_own_schemas()
    {
        await using var catalog = await Upstream.StartAsync(Upstream.Json(CatalogDocument));
        await using var gateway = new GatewayApp(Settings(catalog.Address));
        using var client = gateway.CreateClient();

        var document = await DocumentAsync(client, "catalog.Product");

        Assert.Equal("3.1.0", (string?)document["openapi"]);
        var page = document["paths"]!["/page/{id}"]!["get"]!;
        Assert.Equal(["id", "q", "fields"], page["parameters"]!.AsArray().Select(parameter => (string?)parameter!["name"]));
        Assert.Equal(["200", "304", "400", "404", "502", "504"], page["responses"]!.AsObject().Select(response => response.Key).Order(StringComparer.Ordinal));
        var schema = page["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
        Assert.Equal(["offer", "product", "_partial"], schema["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal("#/components/schemas/catalog.Product", (string?)schema["properties"]!["product"]!["$ref"]);
        Assert.Equal("""{"type":"object","properties":{"title":{"type":"string"}}}""", schema["properties"]!["offer"]!["properties"]!["what"]!.ToJsonString());
        Assert.Equal("""["product"]""", schema["required"]!.ToJsonString());
        var components = document["components"]!["schemas"]!;
        Assert.Equal("#/components/schemas/catalog.Maker", (string?)components["catalog.Maker"]!["properties"]!["parent"]!["$ref"]);
        var rooms = document["paths"]!["/rooms/{rest}"]!["get"]!;
        Assert.NotNull(rooms["security"]);
        Assert.Null(document["paths"]!["/catalog/products/{sku}"]!["get"]!["security"]);
    }

    [Fact]
    public async Task Routes_to_a_service_with_a_document_are_described_by_it_as_they_are_called_from_outside()
    {
        await using var imaging = await Upstream.StartAsync(Upstream.Json("""
            {
              "paths": {
                "/images": { "post": { "operationId": "StartUpload", "security": [], "responses": { "201": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Ticket" } } } }, "401": { "description": "own" } } } },
                "/images/{id}/events": { "parameters": [], "get": { "operationId": "Follow", "responses": { "200": { "description": "x" } } } },
                "/inside": { "get": { "responses": {} } }
              },
              "components": { "schemas": { "Ticket": { "type": "object", "properties": { "id": { "type": "string" } } } } }
            }
            """));
        await using var catalog = await Upstream.StartAsync(Upstream.Json(CatalogDocument));
        var settings = GatewayApp.Addresses(("imaging-api", imaging.Address), ("catalog", catalog.Address));
        await using var gateway = new GatewayApp(settings);
        using var client = gateway.CreateClient();

        var document = await DocumentAsync(client, "catalog.Product", "imaging-api.Ticket");

        var paths = document["paths"]!.AsObject();
        Assert.Contains("/images/{id}/events", paths);
        Assert.DoesNotContain("/inside", paths);
        Assert.DoesNotContain("/images/{rest}", paths);
        var start = paths["/images"]!["post"]!;
        Assert.Equal(("imaging-api-StartUpload", "imaging-api", "own"), ((string?)start["operationId"], (string?)start["tags"]![0], (string?)start["responses"]!["401"]!["description"]));
        Assert.Equal("#/components/schemas/imaging-api.Ticket", (string?)start["responses"]!["201"]!["content"]!["application/json"]!["schema"]!["$ref"]);
        Assert.Equal("string", (string?)document["components"]!["schemas"]!["imaging-api.Ticket"]!["properties"]!["id"]!["type"]);
        Assert.NotEmpty(start["security"]!.AsArray());
        Assert.Equal(["200", "401", "502"], paths["/images/{id}/events"]!["get"]!["responses"]!.AsObject().Select(response => response.Key).Order(StringComparer.Ordinal));
        // The prefix that the route removes stands before the service's own path.
        Assert.Contains("/catalog/products/{sku}", paths);
    }

    [Fact]
    public async Task The_page_shows_every_path_and_runs_no_script()
    {
        await using var catalog = await Upstream.StartAsync(context => { context.Response.StatusCode = 404; return Task.CompletedTask; });
        await using var gateway = new GatewayApp(Settings(catalog.Address));
        using var client = gateway.CreateClient();

        var page = await client.GetStringAsync("/openapi");

        Assert.Contains("<code>/page/{id}</code>", page, StringComparison.Ordinal);
        Assert.Contains("<code>/images/{rest}</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"paths": {"/products/{id}": {"get": {}}}}""")]
    [InlineData("""{"paths": {"/products/{id}": {"get": {"parameters": 1, "responses": [], "summary": 2, "operationId": 3, "tags": null}}}}""")]
    [InlineData("""{"paths": {"/products/{id}": {"get": {"parameters": [1, {}, {"$ref": 5}, {"name": 6}], "responses": {"200": 7, "201": {"content": {"application/json": 8}}, "404": {"description": []}}}}}}""")]
    [InlineData("""{"paths": {"/products/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"properties": [], "items": 9}}}}}}}}}""")]
    [InlineData("""{"paths": {"/products/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {"properties": {"name": {"$ref": "#/paths/~1products~1{id}"}}}}}}}}}}}""")]
    [InlineData("""{"paths": {"products": {"get": {}}, "/products/{id}": [], "": null}, "components": 1}""")]
    [InlineData("""{"paths": {"/products/{id}": {"get": {"summary": "\ud800"}}}}""")]
    [InlineData("""{"paths": {"/products/{id}": {"get": {"summary": "a", "summary": "b"}}}}""")]
    [InlineData("""{"paths": []}""")]
    [InlineData("[]")]
    public async Task Whatever_a_service_says_of_itself_document_and_page_are_there(string said)
    {
        await using var catalog = await Upstream.StartAsync(Upstream.Json(said));
        await using var gateway = new GatewayApp(Settings(catalog.Address));
        using var client = gateway.CreateClient();

        var document = JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!;

        Assert.Contains("/page/{id}", document["paths"]!.AsObject());
        Assert.Contains("<code>/page/{id}</code>", await client.GetStringAsync("/openapi"), StringComparison.Ordinal);
        Assert.Equal("/openapi/v1.json", Assert.Single(catalog.Targets));
    }

    [Fact]
    public async Task The_page_shows_what_services_say()
    {
        await using var catalog = await Upstream.StartAsync(Upstream.Json(CatalogDocument));
        await using var gateway = new GatewayApp(Settings(catalog.Address));
        using var client = gateway.CreateClient();
        await DocumentAsync(client, "catalog.Product");

        var page = await client.GetStringAsync("/openapi");

        Assert.Contains("<code>/catalog/products/{sku}</code>", page, StringComparison.Ordinal);
        Assert.Contains("<p>Answer: <a href=\"#catalog.Product\">catalog.Product</a></p>", page, StringComparison.Ordinal);
        Assert.Contains("<section id=\"catalog.Maker\">", page, StringComparison.Ordinal);
        Assert.Contains("<code>gone</code> &lt;b&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_development_one_signs_in_to_read_it()
    {
        await using var gateway = new GatewayApp([], environment: "Production");
        using var client = gateway.CreateClient();

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/openapi.json")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/openapi")).StatusCode);
    }

    /// <summary>The document with these schemas: a service that was too slow to answer is soon asked again.</summary>
    private static async Task<JsonNode> DocumentAsync(HttpClient client, params string[] schemas) => await Eventually.BecomesAsync(
        $"the schemas {string.Join(", ", schemas)}",
        async () => JsonNode.Parse(await client.GetStringAsync("/openapi.json"))!,
        document => schemas.All(document["components"]!["schemas"]!.AsObject().ContainsKey));

    private static Dictionary<string, string?> Settings(string catalog)
    {
        var settings = GatewayApp.Addresses(("catalog", catalog));
        const string Page = "Gateway:Compositions:page";
        settings[$"{Page}:Path"] = "/page/{id}";
        settings[$"{Page}:Access"] = "Anonymous";
        settings[$"{Page}:Parts:product:Service"] = "catalog";
        settings[$"{Page}:Parts:product:Path"] = "/products/{id}?q={query:q}";
        settings[$"{Page}:Parts:product:Required"] = "true";
        settings[$"{Page}:Parts:brief:Service"] = "catalog";
        settings[$"{Page}:Parts:brief:Path"] = "/products/{id}";
        settings[$"{Page}:Parts:brief:Into"] = "offer.what";
        settings[$"{Page}:Parts:brief:Pick:0"] = "name";
        settings[$"{Page}:Parts:brief:Rename:name"] = "title";
        return settings;
    }
}
