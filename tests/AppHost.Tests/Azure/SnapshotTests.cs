using Support;

namespace AppHost.Tests.Azure;

/// <summary>What Azure would be told, by the compiler that azd uses, without asking Azure.</summary>
[Collection(nameof(Azure))]
public sealed class SnapshotTests(SeedDeployment seed)
{
    [Fact]
    public Task Every_module_compiles_without_a_word_of_the_compiler_or_the_linter() =>
        Bicep.LintAsync(Repository.File("AppHost", "infra", "*.bicep"));

    [Fact]
    public void Every_module_stands_alone_since_azd_reads_one_file() =>
        Assert.All(Directory.EnumerateFiles(Repository.File("AppHost", "infra")), file =>
        {
            var lines = File.ReadAllLines(file);
            Assert.DoesNotContain(lines, line => line.StartsWith("module ", StringComparison.Ordinal) || line.Contains("import ", StringComparison.Ordinal));
            Assert.Contains(lines, line => line.StartsWith("param location string", StringComparison.Ordinal));
        });

    [Theory]
    [InlineData("main")]
    [InlineData("chat")]
    [InlineData("gateway")]
    [InlineData("imaging-api")]
    [InlineData("imaging-worker")]
    public async Task A_deployment_makes_exactly_what_was_agreed_on(string deployment)
    {
        var file = seed.Value.ParameterFiles[deployment];
        var snapshot = Bicep.SnapshotFile(file);
        if (Golden.IsUpdate)
        {
            File.Copy(snapshot, Golden.File(Path.GetFileName(snapshot)), overwrite: true);
        }

        File.Copy(Golden.File(Path.GetFileName(snapshot)), snapshot, overwrite: true);

        await Bicep.ValidateAsync(file, deployment == "main" ? null : Deployment.Group);
    }
}
