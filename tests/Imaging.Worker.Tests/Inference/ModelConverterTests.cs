using System.Diagnostics;
using System.Reflection;
using Imaging.Worker.Tests.Inference.Golden;
using Microsoft.ML.OnnxRuntime;
using Support;
using Support.Servers;

namespace Imaging.Worker.Tests.Inference;

/// <summary>The program that the build runs to put weights in place.</summary>
public sealed class ModelConverterTests : IDisposable
{
    private const string Preparation = "ResNetPreprocess.onnx";
    private const string Source = "84bf8def78d0befaa3f6e73745d57d7016c6a192ead76f79686bd438c1047004";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Another_file_in_the_package_stops_the_build()
    {
        var recipe = Recipe(source: Source[..^1] + "5", made: Source);

        var (code, errors) = Restore();

        Assert.Equal(
            (1, $"{recipe} : error MODEL: tools/DnnImageModels/ResNetPrepOnnx/{Preparation} of nuget Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1 "
                + $"has SHA-256 {Source}; allowed: {Source[..^1]}5."),
            (code, errors));
        Assert.False(File.Exists(Made));
    }

    [Fact]
    public void Another_result_of_the_conversion_stops_the_build()
    {
        Recipe(Source, made: new('0', 64));

        var (code, errors) = Restore();

        Assert.Equal(1, code);
        Assert.Matches($@"weights\.json : error MODEL: {Preparation} has SHA-256 [0-9a-f]{{64}}; allowed: 0{{64}}\.$", errors);
        Assert.False(File.Exists(Made));
    }

    [Fact]
    public void What_lies_there_unchanged_is_not_made_again_and_what_was_changed_is()
    {
        Recipe(Source, MadeHash());
        Assert.Equal((0, ""), Restore());
        var written = File.GetLastWriteTimeUtc(Made);

        Assert.Equal((0, ""), Restore());
        Assert.Equal(written, File.GetLastWriteTimeUtc(Made));

        File.WriteAllText(Made, "damaged");
        Assert.Equal((0, ""), Restore());
        Assert.Equal(MadeHash(), Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Made))));
    }

    [Fact]
    public void Two_builds_at_once_leave_whole_files()
    {
        Recipe(Source, MadeHash());

        var both = Enumerable.Range(0, 2).AsParallel().WithDegreeOfParallelism(2).Select(_ => Restore()).ToList();

        Assert.All(both, result => Assert.Equal((0, ""), result));
        Assert.Equal([Preparation], Directory.GetFiles(Path.GetDirectoryName(Made)!).Select(Path.GetFileName));
    }

    [Fact]
    public void A_freed_batch_answers_bit_for_bit_what_the_packages_own_graph_does()
    {
        var package = Path.Combine(Metadata("NuGetPackageRoot"), "microsoft.ml.dnnimagefeaturizer.resnet18", "0.23.1", "tools", "DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");
        using var original = new InferenceSession(package);
        using var freed = new InferenceSession(Path.Combine(AppContext.BaseDirectory, "Models", "resnet18", "ResNet18.onnx"));
        float[] numbers = [.. GoldenPicture.Of(3, 224).Rgb.Select(value => value - 120f)];

        Assert.Equal(Run(original, numbers), Run(freed, numbers));
        Assert.Equal(-1, freed.InputMetadata["Input247"].Dimensions[0]);
    }

    private string Made => Path.Combine(folder.Path, "made", "tested", Preparation);

    private string Recipe(string source, string made)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, "models", "tested")).FullName, "weights.json");
        File.WriteAllText(path, $$"""
            {
              "package": "nuget Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1",
              "files": {
                "{{Preparation}}": {
                  "sha256": "{{made}}",
                  "convert": "free-batch",
                  "from": { "tools/DnnImageModels/ResNetPrepOnnx/{{Preparation}}": "{{source}}" }
                }
              }
            }
            """);
        return path;
    }

    /// <summary>As the shipped recipe has it.</summary>
    private static string MadeHash()
    {
        using var recipe = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(Repository.File("Imaging.Worker", "Models", "resnet18", "weights.json")));
        return recipe.RootElement.GetProperty("files").GetProperty(Preparation).GetProperty("sha256").GetString()!;
    }

    private (int Code, string Errors) Restore()
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", ["exec", Metadata("ModelConverterProgram"), Path.Combine(folder.Path, "models"), Path.Combine(folder.Path, "made"), Metadata("NuGetPackageRoot")])
        {
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEnd().Trim();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }

    private static float[] Run(InferenceSession session, float[] numbers)
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(numbers, [1, 3, 224, 224]);
        using var outputs = session.Run(options, ["Input247"], [input], ["Pooling395_Output_0"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static string Metadata(string key) =>
        typeof(ModelConverterTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;
}
