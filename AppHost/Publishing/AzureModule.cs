using System.Text.Json.Nodes;
using Aspire.Hosting.Publishing;

namespace AppHost.Publishing;

/// <summary>A Bicep module of <c>AppHost/infra</c>: azd deploys it and keeps its outputs.</summary>
internal sealed class AzureModule : Resource
{
    private readonly string path;
    private readonly IReadOnlyDictionary<string, object> parameters;

    /// <param name="name">Name of the resource; azd makes the names of the outputs from it.</param>
    /// <param name="path">Absolute path of the module.</param>
    /// <param name="parameters">Text, whole numbers, lists of text and <see cref="AzureOutput"/>; an output must be a whole value.</param>
    public AzureModule(string name, string path, IReadOnlyDictionary<string, object> parameters)
        : base(name)
    {
        (this.path, this.parameters) = (path, parameters);
        Annotations.Add(new ManifestPublishingCallbackAnnotation(Write));
    }

    /// <summary>What the module answers under this name.</summary>
    public AzureOutput Output(string name) => new(this, name);

    private void Write(ManifestPublishingContext context)
    {
        var writer = context.Writer;
        writer.WriteString("type", "azure.bicep.v0");
        writer.WriteString("path", context.GetManifestRelativePath(path));
        writer.WriteStartObject("params");
        foreach (var (name, value) in parameters)
        {
            writer.WritePropertyName(name);
            Json(value).WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static JsonNode Json(object value) => value switch
    {
        string text => text,
        int number => number,
        AzureOutput output => output.ValueExpression,
        IReadOnlyList<string> list => new JsonArray([.. list.Select(item => (JsonNode)item)]),
        _ => throw new ArgumentException($"A module takes no {value.GetType().Name}.", nameof(value)),
    };
}
