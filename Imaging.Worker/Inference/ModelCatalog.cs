using Microsoft.Extensions.Options;

namespace Imaging.Worker.Inference;

/// <summary>The models that lie beside the service: descriptions only, so that a process which runs none can still name them.</summary>
internal sealed class ModelCatalog
{
    private readonly Dictionary<string, ModelDescription> models;
    private readonly string root;

    public ModelCatalog(IOptions<InferenceOptions> options)
    {
        root = Path.GetFullPath(options.Value.ModelsPath, AppContext.BaseDirectory);
        models = Directory.Exists(root)
            ? Directory.GetDirectories(root).Where(folder => File.Exists(Path.Combine(folder, ModelFolder.DescriptionFile)))
                .Select(ModelFolder.Read).ToDictionary(model => model.Name, StringComparer.Ordinal)
            : [];
    }

    public IEnumerable<ModelDescription> All => models.Values;

    public ModelDescription? Find(string name) => models.GetValueOrDefault(name);

    public IEnumerable<string> NamesOf(string outputKind) =>
        models.Values.Where(model => model.Output.Kind == outputKind).Select(model => model.Name).Order(StringComparer.Ordinal);

    public string FolderOf(ModelDescription model) => Path.Combine(root, model.Name);
}
