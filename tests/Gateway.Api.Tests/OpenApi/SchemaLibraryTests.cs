using System.Text.Json.Nodes;
using Gateway.Api.OpenApi;

namespace Gateway.Api.Tests.OpenApi;

/// <summary>What a piece of a service's document refers to comes with it.</summary>
public sealed class SchemaLibraryTests
{
    [Fact]
    public void Schemas_become_components_under_their_services_name_however_they_refer_to_each_other()
    {
        var library = Library("""
            {
              "paths": { "/a": { "get": { "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Animal" } } } } } } } },
              "components": { "schemas": {
                "Animal": { "oneOf": [{ "$ref": "#/components/schemas/Cat" }], "discriminator": { "propertyName": "kind", "mapping": { "cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog" } } },
                "Cat": { "properties": { "mother": { "$ref": "#/components/schemas/Cat" }, "friend": { "$ref": "#/components/schemas/Animal" } } },
                "Dog": { "properties": { "breed": { "$ref": "#/components/schemas/Cat/properties/mother" } } },
                "Unused": {}
              } }
            }
            """);

        Assert.Equal("#/components/schemas/pets.Animal", SchemaOf(Single(library))["$ref"].Text());

        Assert.Equal(["pets.Animal", "pets.Cat", "pets.Cat-properties-mother", "pets.Dog"], library.Components.Select(component => component.Key).Order(StringComparer.Ordinal));
        Assert.Equal("""{"cat":"#/components/schemas/pets.Cat","dog":"#/components/schemas/pets.Dog"}""", library.Components["pets.Animal"].Of("discriminator").Of("mapping")!.ToJsonString());
        Assert.Equal("""{"$ref":"#/components/schemas/pets.Cat"}""", library.Components["pets.Cat-properties-mother"]!.ToJsonString());
    }

    [Fact]
    public void Names_that_only_their_signs_tell_apart_stay_apart()
    {
        var library = Library("""
            {
              "paths": { "/a": { "get": { "responses": { "200": { "content": { "application/json": { "schema": { "anyOf": [{ "$ref": "#/components/schemas/A+B" }, { "$ref": "#/components/schemas/A-B" }] } } } } } } } },
              "components": { "schemas": { "A+B": { "title": "plus" }, "A-B": { "title": "minus" } } }
            }
            """);

        Assert.Equal("""{"anyOf":[{"$ref":"#/components/schemas/pets.A-B"},{"$ref":"#/components/schemas/pets.A-B-2"}]}""", SchemaOf(Single(library)).ToJsonString());
        Assert.Equal(("plus", "minus"), (library.Components["pets.A-B"].Of("title").Text(), library.Components["pets.A-B-2"].Of("title").Text()));
    }

    [Fact]
    public void Parameters_and_answers_that_are_shared_are_written_out()
    {
        var library = Library("""
            {
              "paths": { "/a/{id}": {
                "parameters": [{ "$ref": "#/components/parameters/Id" }, { "name": "page", "in": "query", "description": "of all" }],
                "get": { "parameters": [{ "name": "page", "in": "query", "description": "own" }], "responses": { "404": { "$ref": "#/components/responses/None" } } }
              } },
              "components": {
                "parameters": { "Id": { "name": "id", "in": "path", "schema": { "$ref": "#/components/schemas/Id" } } },
                "responses": { "None": { "description": "There is none." } },
                "schemas": { "Id": { "type": "string" } }
              }
            }
            """);

        var operation = Single(library);

        Assert.Equal(["page own", "id "], operation["parameters"].Objects().Select(parameter => $"{parameter["name"].Text()} {parameter["description"].Text()}"));
        Assert.Equal("#/components/schemas/pets.Id", operation["parameters"]![1].Of("schema").Of("$ref").Text());
        Assert.Equal("There is none.", operation["responses"].Of("404").Of("description").Text());
    }

    [Theory]
    [InlineData("#/components/parameters/Loop")]
    [InlineData("#/components/parameters/None")]
    [InlineData("#/paths/~1a/get")]
    [InlineData("https://elsewhere.example/api.json#/components/parameters/Id")]
    [InlineData("#")]
    [InlineData("#/components/parameters/%")]
    public void A_reference_without_an_end_or_to_elsewhere_is_left_out(string reference)
    {
        var library = Library($$$"""
            {
              "paths": { "/a": { "get": { "parameters": [{ "$ref": "{{{reference}}}" }] } } },
              "components": { "parameters": { "Loop": { "$ref": "#/components/parameters/Loop" } } }
            }
            """);

        var operation = Single(library).ToJsonString();

        Assert.DoesNotContain("$ref", operation, StringComparison.Ordinal);
        Assert.DoesNotContain("elsewhere", operation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_chain_of_schemas_needs_no_deep_stack()
    {
        const int Long = 20_000;
        var schemas = new JsonObject(Enumerable.Range(0, Long).Select(number =>
            KeyValuePair.Create($"S{number}", (JsonNode?)new JsonObject { ["items"] = Reference(number + 1) })));
        var document = JsonNode.Parse("""{"paths": {"/a": {"get": {"requestBody": {"$ref": "#/components/schemas/S0"}}}}}""")!.AsObject();
        document["components"] = new JsonObject { ["schemas"] = schemas };
        var library = new SchemaLibrary(new Dictionary<string, JsonObject?> { ["pets"] = document });

        Single(library);

        Assert.Equal(Long + 1, library.Components.Count);
    }

    [Fact]
    public void A_type_that_holds_itself_twice_is_written_out_to_where_it_comes_again()
    {
        var document = JsonNode.Parse("""
            {
              "components": { "schemas": {
                "Node": { "properties": { "left": { "$ref": "#/components/schemas/Node" }, "right": { "$ref": "#/components/schemas/Node" }, "value": { "type": "string" } } }
              } }
            }
            """)!.AsObject();
        var references = new ServiceReferences("pets", document, []);

        var schema = references.WrittenOut(JsonNode.Parse("""{"$ref": "#/components/schemas/Node"}""")!.AsObject());

        Assert.Equal("""{"properties":{"left":{},"right":{},"value":{"type":"string"}}}""", schema.ToJsonString());
    }

    [Fact]
    public void Types_that_double_at_each_step_are_written_out_only_so_far()
    {
        var schemas = new JsonObject(Enumerable.Range(0, 60).Select(number => KeyValuePair.Create(
            $"S{number}", (JsonNode?)new JsonObject { ["properties"] = new JsonObject { ["a"] = Reference(number + 1), ["b"] = Reference(number + 1) } })));
        var references = new ServiceReferences("pets", new JsonObject { ["components"] = new JsonObject { ["schemas"] = schemas } }, []);

        var schema = references.WrittenOut(JsonNode.Parse("""{"$ref": "#/components/schemas/S0"}""")!.AsObject());

        Assert.InRange(CountOf(schema), 100, 10_000);
    }

    private static JsonObject Reference(int number) => new() { ["$ref"] = $"#/components/schemas/S{number}" };

    private static int CountOf(JsonNode? node) => 1 + node.Children().Sum(CountOf);

    private static SchemaLibrary Library(string document) => new(new Dictionary<string, JsonObject?> { ["pets"] = JsonNode.Parse(document)!.AsObject() });

    private static JsonObject Single(SchemaLibrary library) => Assert.Single(library.OperationsOf("pets")).Operation;

    private static JsonNode SchemaOf(JsonObject operation) => operation["responses"].Of("200").Of("content").Of("application/json").Of("schema")!;
}
