using System.Text.Json.Nodes;
using AppHost.Tests.Azure.Azd;
using Support;

namespace AppHost.Tests.Azure;

/// <summary>One deployment as far as it goes without Azure: manifest, azd's files, compiled and evaluated.</summary>
internal sealed class Deployment
{
    public const string Group = "rg-test";

    private static readonly Dictionary<string, string> Typed = new()
    {
        ["auth_authority"] = "https://login.example.com/tenant/v2.0",
        ["auth_audience"] = "api://backend",
        ["chat_webhooks_key"] = "chatchatchatchatchatchatchatchat",
        ["imaging_webhooks_key"] = "imagimagimagimagimagimagimagimag",
        ["chat_webhooks_key_previous"] = "beforebeforebeforebeforebeforebe",
        ["imaging_webhooks_key_previous"] = "beforebeforebeforebeforebeforebe",
    };

    private readonly string folder;

    private Deployment(string folder, JsonObject manifest, string[] only)
    {
        (this.folder, Manifest) = (folder, manifest);
        Services = [.. manifest["resources"]!.AsObject()
            .Where(resource => (string?)resource.Value!["type"] is "project.v1" or "container.v1").Select(resource => resource.Key)
            .Where(name => only.Length == 0 || only.Contains(name))];
    }

    public JsonObject Manifest { get; }

    /// <summary>Names of the services, in the manifest's order.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>The template that provisions.</summary>
    public JsonObject Template { get; private set; } = null!;

    /// <summary>What provisioning makes.</summary>
    public IReadOnlyList<JsonObject> Infrastructure { get; private set; } = null!;

    /// <summary>The container app of each service.</summary>
    public IReadOnlyDictionary<string, JsonObject> Apps { get; private set; } = null!;

    /// <summary>Parameter files of provisioning and of each service, by name; the first is <c>main</c>.</summary>
    public IReadOnlyDictionary<string, string> ParameterFiles { get; private set; } = null!;

    /// <summary>Publishes with these settings and evaluates what is provisioned and what is deployed.</summary>
    /// <param name="name">Of the folder that it happens in.</param>
    /// <param name="services">That are looked at; none: all.</param>
    /// <param name="settings">Of the AppHost, such as <c>--Azure:WorkerProfile=D8</c>.</param>
    public static async Task<Deployment> EvaluateAsync(string name, string[] services, params string[] settings)
    {
        var manifest = await Publisher.ManifestAsync(name, settings);
        var deployment = new Deployment(Publisher.Folder(name), manifest, services);
        await deployment.ProvisionAsync();
        await deployment.DeployAsync();
        return deployment;
    }

    /// <summary>What the platform decides of a service: cores, memory, replicas, the rule.</summary>
    public AppSize SizeOf(string service)
    {
        var template = Apps[service]["properties"]!["template"]!;
        var (resources, scale) = (template["containers"]![0]!["resources"]!, template["scale"]!);
        return new(
            (double)resources["cpu"]!, (string)resources["memory"]!, (int)scale["minReplicas"]!, (int)scale["maxReplicas"]!,
            scale["rules"]!.AsArray().Single()!.ToJsonString());
    }

    /// <summary>Resources of provisioning, of one type.</summary>
    public IEnumerable<JsonObject> OfType(string type) => Infrastructure.Where(resource => (string?)resource["type"] == type);

    /// <summary>Environment of a service's container: value or name of the secret.</summary>
    public IReadOnlyDictionary<string, (string? Value, string? Secret)> EnvironmentOf(string service) =>
        Apps[service]["properties"]!["template"]!["containers"]![0]!["env"]!.AsArray().ToDictionary(
            variable => (string)variable!["name"]!, variable => ((string?)variable!["value"], (string?)variable!["secretRef"]));

    private async Task ProvisionAsync()
    {
        var main = new AzdMain(Manifest);
        foreach (var (name, resource) in main.Modules)
        {
            Copy((string)resource["path"]!, Path.Combine(folder, name));
        }

        var file = Path.Combine(folder, "main.bicep");
        await File.WriteAllTextAsync(file, main.Write());
        Template = await Bicep.BuildAsync(file);

        var parameters = Path.Combine(folder, "main.bicepparam");
        await File.WriteAllLinesAsync(parameters,
        [
            "using './main.bicep'",
            "param environmentName = 'test'",
            "param location = 'westeurope'",
            "param principalId = '00000000-0000-0000-0000-00000000000b'",
            .. Typed.Where(value => Template["parameters"]!.AsObject().ContainsKey(value.Key)).Select(value => $"param {value.Key} = '{value.Value}'"),
        ]);
        Infrastructure = await Bicep.SnapshotAsync(parameters, resourceGroup: null);
        ParameterFiles = new Dictionary<string, string> { ["main"] = parameters };
    }

    private async Task DeployAsync()
    {
        var outputs = new AzdMain(Manifest).Outputs().Keys.ToDictionary(name => name.Replace('-', '_'), Output);
        var files = new Dictionary<string, string>(ParameterFiles);
        foreach (var name in Services)
        {
            var service = new AzdService(Manifest, name);
            var place = Path.Combine(folder, "services", name);
            Copy(service.ModulePath, place);
            files[name] = Path.Combine(place, $"{name}.bicepparam");
            await File.WriteAllTextAsync(files[name], service.Write(outputs, Typed));
        }

        var snapshots = await Task.WhenAll(Services.Select(async name => (Name: name, Resources: await Bicep.SnapshotAsync(files[name], Group))));
        (Apps, ParameterFiles) = (snapshots.ToDictionary(app => app.Name, app => Assert.Single(app.Resources)), files);
    }

    /// <summary>Values of the right form: ids of resources and addresses of storage must be such.</summary>
    private static string Output(string name) => name.ToLowerInvariant() switch
    {
        var client when client.EndsWith("_client_id", StringComparison.Ordinal) => Host(client),
        var id when id.EndsWith("_id", StringComparison.Ordinal) => $"/subscriptions/s/resourceGroups/{Group}/providers/Example/{id}",
        var storage when storage.StartsWith("storage_", StringComparison.Ordinal) && storage.EndsWith("endpoint", StringComparison.Ordinal) => $"https://{Host(storage)}/",
        var other => Host(other),
    };

    private static string Host(string name) => $"{name.Replace('_', '-')}.invalid";

    private void Copy(string manifestPath, string target)
    {
        var source = Path.GetFullPath(Path.Combine(folder, manifestPath));
        Assert.StartsWith(Repository.File("AppHost", "infra"), source, StringComparison.Ordinal);
        Directory.CreateDirectory(target);
        File.Copy(source, Path.Combine(target, Path.GetFileName(source)), overwrite: true);
    }
}

/// <param name="Cores">Of one replica.</param>
/// <param name="Memory">Such as <c>1.5Gi</c>.</param>
/// <param name="Min">Fewest replicas.</param>
/// <param name="Max">Most replicas.</param>
/// <param name="Rule">When there are more.</param>
internal sealed record AppSize(double Cores, string Memory, int Min, int Max, string Rule);
