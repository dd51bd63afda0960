using System.Text.Json.Nodes;
using Support;

namespace AppHost.Tests.Azure;

/// <summary>Where secrets are, and where they are not.</summary>
[Collection(nameof(Azure))]
public sealed class SecretTests(SeedDeployment seed)
{
    [Fact]
    public void Parameters_that_hold_secrets_are_secure_and_are_only_the_keys_of_webhooks()
    {
        var secure = Parameters(seed.Value.Template).Where(parameter => ((string)parameter.Value!["type"]!).StartsWith("secure", StringComparison.Ordinal));

        Assert.Equal(["chat_webhooks_key", "imaging_webhooks_key"], secure.Select(parameter => parameter.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_template_answers_a_secret()
    {
        var outputs = Templates(seed.Value.Template).SelectMany(template => template["outputs"]?.AsObject() ?? []).Select(output => output.Value!.ToJsonString());

        Assert.All(outputs, output =>
        {
            Assert.DoesNotContain("listKeys", output, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("key", output, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("secur", output, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public void The_key_of_Redis_is_read_in_one_place_which_is_a_secret_of_the_app()
    {
        var modules = Directory.EnumerateFiles(Repository.File("AppHost", "infra")).Where(file => File.ReadAllText(file).Contains("listKeys", StringComparison.OrdinalIgnoreCase));

        Assert.Equal("service.bicep", Path.GetFileName(Assert.Single(modules)));
        Assert.All(seed.Value.Services, service =>
        {
            var app = seed.Value.Apps[service].ToJsonString();
            var secrets = seed.Value.Apps[service]["properties"]!["configuration"]!["secrets"]!.ToJsonString();
            Assert.Contains("listKeys", secrets, StringComparison.Ordinal);
            Assert.DoesNotContain("listKeys", app.Replace(secrets, "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Equal("redis", seed.Value.EnvironmentOf(service)["ConnectionStrings__redis"].Secret);
        });
    }

    [Theory]
    [InlineData("chat", "chat-webhooks-key")]
    [InlineData("imaging-api", "imaging-webhooks-key")]
    public void The_key_of_webhooks_reaches_its_service_as_a_secret(string service, string secret)
    {
        Assert.Equal((null, secret), seed.Value.EnvironmentOf(service)["Webhooks__EncryptionKey"]);
        Assert.DoesNotContain("chatchat", seed.Value.Apps[service].ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("imagimag", seed.Value.Apps[service].ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gateway")]
    [InlineData("imaging-worker")]
    public void Who_delivers_no_webhooks_has_no_key_of_them(string service) => Assert.Equal(
        ["redis"], seed.Value.EnvironmentOf(service).Values.Select(variable => variable.Secret).OfType<string>());

    [Fact]
    public void The_manifest_holds_no_value_of_a_secret_and_no_signing_key()
    {
        var text = seed.Value.Manifest.ToJsonString();

        Assert.DoesNotContain("Password=", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("DevelopmentKey", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("AccountKey", text, StringComparison.OrdinalIgnoreCase);
        Assert.All(
            seed.Value.Manifest["resources"]!.AsObject().Where(resource => (bool?)resource.Value!["inputs"]?["value"]?["secret"] == true),
            secret => Assert.Equal("""{"minLength":32,"special":false}""", secret.Value!["inputs"]!["value"]!["default"]!["generate"]!.ToJsonString()));
    }

    private static JsonObject Parameters(JsonObject template) => template["parameters"]!.AsObject();

    /// <summary>The template and those of its modules.</summary>
    private static IEnumerable<JsonObject> Templates(JsonObject template) => (template["resources"] switch
    {
        JsonObject named => named.Select(resource => resource.Value!),
        JsonArray list => list.Select(resource => resource!),
        _ => [],
    }).Select(resource => resource["properties"]?["template"]).OfType<JsonObject>().SelectMany(Templates).Prepend(template);
}
