using GatewayModel;

namespace Gateway.Api.Tests.Composition;

/// <summary>What stands in an answer: shapes, places, fallbacks, joins, fields, tags, statuses.</summary>
public sealed class AnswerTests
{
    private const string Product = """{"id": 7, "name":"Boots", "price": {"amount":1.50, "cost":0.9, "currency":"EUR"}, "tags":[{"id":1,"x":2},3]}""";

    [Theory]
    [InlineData("\"Pick\": [\"name\", \"price.amount\"]", """{"product":{"name":"Boots","price":{"amount":1.50}}}""")]
    [InlineData("\"Pick\": [\"tags.id\"]", """{"product":{"tags":[{"id":1},3]}}""")]
    [InlineData("\"Drop\": [\"price.cost\", \"tags\", \"id\"]", """{"product":{"name":"Boots","price":{"amount":1.50,"currency":"EUR"}}}""")]
    [InlineData("\"Pick\": [\"price\"], \"Drop\": [\"price.cost\"], \"Rename\": {\"price.amount\": \"value\"}", """{"product":{"price":{"value":1.50,"currency":"EUR"}}}""")]
    [InlineData("\"Pick\": [\"name\"], \"Rename\": {\"name\": \"title\"}, \"Into\": \".\"", """{"title":"Boots"}""")]
    [InlineData("\"Pick\": [\"name\"], \"Into\": \"offer.what\"", """{"offer":{"what":{"name":"Boots"}}}""")]
    [InlineData("\"Pick\": [\"price\", \"id\"], \"Rename\": {\"price.amount\": \"cost\"}", """{"product":{"id":7,"price":{"cost":1.50,"currency":"EUR"}}}""")]
    public async Task A_part_is_shown_as_the_plan_shapes_it(string rules, string expected)
    {
        using var gateway = Page(Script(("catalog", [Json(Product)])), $$""" "product": { "Service": "catalog", "Path": "/p/{id}", {{rules}} } """);

        Assert.Equal(expected, (await gateway.SendAsync(new("page"))).Text);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"stars\": 0}")]
    public async Task A_fallback_stands_in_for_a_failed_part_and_the_gap_is_named(string literal)
    {
        using var gateway = Page(
            Script(("reviews", [new(Deed.ServerError, "poison")])),
            $$""" "reviews": { "Service": "reviews", "Path": "/p/{id}", "Retries": 0, "Fallback": {{System.Text.Json.JsonSerializer.Serialize(literal)}} } """);

        var answer = await gateway.SendAsync(new("page"));

        Assert.Equal(($$$"""{"reviews":{{{literal}}},"_partial":{"reviews":"bad-status"}}""", "no-store", null), (answer.Text, (string?)answer.Headers.CacheControl, answer.Tag));
    }

    [Fact]
    public async Task Each_item_of_a_list_gets_its_element_by_one_call()
    {
        using var upstreams = Script(
            ("recommendations", [Json("""{"items": [{"id":1,"n":"a"}, {"id":2}, {"id":1}, {}, 5, {"id":9,"price":"old"}]}""")]),
            ("pricing", [Json("""[{"sku":"2","amount":20}, {"sku":1,"amount":10}]""")]));
        using var gateway = Page(
            upstreams,
            """
            "related": { "Service": "recommendations", "Path": "/r/{id}" },
            "prices": { "Service": "pricing", "Path": "/prices?ids={keys}", "Each": { "In": "related", "List": "$.items", "Key": "id", "Match": "sku", "As": "price" } }
            """);

        Assert.Equal(
            """{"related":{"items": [{"id":1,"n":"a","price":{"sku":1,"amount":10}},{"id":2,"price":{"sku":"2","amount":20}},{"id":1,"price":{"sku":1,"amount":10}},{},5,{"id":9,"price":"old"}]}}""",
            (await gateway.SendAsync(new("page"))).Text);
        Assert.Contains("pricing/prices?ids=1,2,9", upstreams.Targets);
    }

    [Theory]
    [InlineData("""[{"id":1},{"id":2},{"id":3}]""", """{"2":{"p":2},"1":{"p":1}}""", """{"related":[{"id":1,"prices":{"p":1}},{"id":2,"prices":{"p":2}},{"id":3}],"_partial":{"prices":"over-cap"}}""")]
    [InlineData("""[{"id":1}]""", "7", """{"related":[{"id":1}],"_partial":{"prices":"wrong-shape"}}""")]
    [InlineData("""{"no": "list"}""", "[]", """{"related":{"no": "list"},"_partial":{"prices":"wrong-shape"}}""")]
    [InlineData("""[]""", "7", """{"related":[]}""")]
    public async Task A_join_is_honest_about_what_it_did_not_do(string list, string prices, string expected)
    {
        using var gateway = Page(
            Script(("recommendations", [Json(list)]), ("pricing", [Json(prices)])),
            """
            "related": { "Service": "recommendations", "Path": "/r/{id}" },
            "prices": { "Service": "pricing", "Path": "/prices?ids={keys}", "Each": { "In": "related", "Max": 2 } }
            """);

        Assert.Equal(expected, (await gateway.SendAsync(new("page"))).Text);
    }

    [Theory]
    [InlineData("?fields=price", """{"price":{"amount":5}}""", 0)]
    [InlineData("?fields=product.name,product.price.amount", """{"product":{"name":"Boots","price":{"amount":1.50}}}""", 1)]
    [InlineData("?fields=product.name,product", $$"""{"product":{{Product}}}""", 1)]
    public async Task Only_the_fields_that_are_asked_for_are_called_and_shown(string query, string expected, int catalogCalls)
    {
        using var upstreams = Script(("catalog", [Json(Product)]), ("pricing", [Json("""{"amount":5}""")]));
        using var gateway = Page(
            upstreams,
            """
            "product": { "Service": "catalog", "Path": "/p/{id}", "Required": true },
            "price": { "Service": "pricing", "Path": "/p/{id}" }
            """);

        Assert.Equal(expected, (await gateway.SendAsync(new("page") { Query = query })).Text);
        Assert.Equal(catalogCalls, upstreams.CallsTo("catalog"));
    }

    [Fact]
    public async Task An_unknown_field_is_refused_by_its_name()
    {
        using var gateway = Page(Script(("catalog", [Json("1")])), """ "product": { "Service": "catalog", "Path": "/p/{id}" } """);

        var answer = await gateway.SendAsync(new("page") { Query = "?fields=product,secret.x" });

        Assert.Equal(400, answer.Status);
        Assert.Contains("field-unknown", answer.Text, StringComparison.Ordinal);
        Assert.Contains("secret.x", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_has_the_answer_gets_304_until_a_byte_changes()
    {
        using var gateway = Page(Script(("catalog", [Json("1"), Json("1"), Json("1 ")])), """ "product": { "Service": "catalog", "Path": "/p/{id}" } """);
        OfflineRequest Having(string tag) => new("page") { Headers = new() { ["If-None-Match"] = tag } };

        var first = await gateway.SendAsync(new("page"));
        Assert.Matches("^\"[A-Za-z0-9_-]{22}\"$", first.Tag!);
        var second = await gateway.SendAsync(Having($"\"other\", W/{first.Tag}"));
        Assert.Equal((304, 0, first.Tag), (second.Status, second.Body.Length, second.Tag));
        var third = await gateway.SendAsync(Having(first.Tag!));
        Assert.Equal((200, """{"product":1 }"""), (third.Status, third.Text));
        Assert.NotEqual(first.Tag, third.Tag);
        Assert.Equal(304, (await gateway.SendAsync(Having("*"))).Status);
    }

    [Theory]
    [InlineData("public, max-age=60", "max-age=10", "public, max-age=10")]
    [InlineData("public, max-age=60", null, "no-cache")]
    [InlineData("public, max-age=60", "private, max-age=30", "private, max-age=30")]
    [InlineData("max-age=60", "no-cache", "no-cache")]
    [InlineData("max-age=60", "no-store", "no-store")]
    public async Task The_answer_is_kept_as_long_as_its_strictest_part(string? first, string? second, string expected)
    {
        using var gateway = Page(
            Script(("catalog", [new(Deed.Json, "1", first)]), ("pricing", [new(Deed.Json, "2", second)])),
            """
            "product": { "Service": "catalog", "Path": "/p/{id}" },
            "price": { "Service": "pricing", "Path": "/p/{id}" }
            """);

        Assert.Equal(expected, (string?)(await gateway.SendAsync(new("page"))).Headers.CacheControl);
    }

    [Theory]
    [InlineData("null", 200, """{"product":null}""")]
    [InlineData("skip", 200, "{}")]
    [InlineData("not-found", 404, "part-not-found")]
    [InlineData("failed", 502, "part-failed")]
    [InlineData("pass", 410, "part-refused")]
    public async Task A_status_means_what_the_plan_says(string meaning, int status, string text)
    {
        using var gateway = Page(
            Script(("catalog", [new(Deed.Gone, "poison")])),
            $$""" "product": { "Service": "catalog", "Path": "/p/{id}", "Required": true, "OnStatus": { "410": "{{meaning}}" } } """);

        var answer = await gateway.SendAsync(new("page"));

        Assert.Equal(status, answer.Status);
        Assert.Contains(text, answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("poison", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ids": ["a", 2, "a", "x/y"]}""", 200, "/p?ids=a,2,x%2Fy")]
    [InlineData("""{"ids": []}""", 400, null)]
    [InlineData("""{"ids": [1,2,3,4]}""", 400, null)]
    [InlineData("""{"ids": [{}]}""", 400, null)]
    [InlineData("""["a"]""", 400, null)]
    [InlineData("""{"ids": ["a"]""", 400, null)]
    [InlineData("""{"ids": [".."]}""", 200, "/p?ids=..")]
    public async Task A_post_brings_ids(string body, int status, string? target)
    {
        using var upstreams = Script(("catalog", [Json("[]")]));
        using var gateway = OfflineGateway.Of(
            """{"Compositions": {"page": {"Path": "/page", "Method": "POST", "IdsMax": 3, "Access": "Anonymous", "Parts": { "products": { "Service": "catalog", "Path": "/p?ids={ids}" } }}}}""", upstreams);

        var answer = await gateway.SendAsync(new("page") { Body = body, Values = [] });

        Assert.Equal((status, (string?)null), (answer.Status, answer.Tag));
        Assert.Equal(target is null ? [] : [$"catalog{target}"], upstreams.Targets);
    }

    private static Behaviour Json(string json) => new(Deed.Json, json);

    private static ScriptedUpstreams Script(params (string Service, Behaviour[] Behaviours)[] scripts) => new(scripts.ToDictionary(script => script.Service, script => script.Behaviours));

    private static OfflineGateway Page(HttpMessageHandler upstreams, string parts) => OfflineGateway.Of(
        """{"Compositions": {"page": {"Path": "/page/{id}", "Access": "Anonymous", "Parts": {""" + parts + "}}}}", upstreams);
}
