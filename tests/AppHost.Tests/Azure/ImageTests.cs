using System.Diagnostics;
using System.Text.Json.Nodes;
using Support;

namespace AppHost.Tests.Azure;

/// <summary>
/// How images are built. Their base cannot be fetched everywhere, so this asks the SDK what its container build would use, and reads
/// the one Dockerfile.
/// </summary>
public sealed class ImageTests
{
    [Theory]
    [InlineData("Chat.Api")]
    [InlineData("Gateway.Api")]
    [InlineData("Imaging.Worker")]
    public async Task A_service_runs_on_a_base_without_shell_as_nobody_special_and_without_cultures(string project)
    {
        var properties = await PropertiesAsync(project);

        Assert.Equal("mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled", Tag((string)properties["ContainerBaseImage"]!));
        Assert.Equal("1654", (string)properties["ContainerUser"]!);
        Assert.Equal("true", (string)properties["InvariantGlobalization"]!);
        Assert.Equal("true", (string)properties["EnableSdkContainerSupport"]!);
    }

    [Fact]
    public void The_GPU_workers_image_has_CUDA_13_with_cuDNN_runs_as_nobody_special_and_listens_where_its_app_expects_it()
    {
        var lines = File.ReadAllLines(Repository.File("Imaging.Worker", "Gpu.Dockerfile"));

        Assert.Matches("^FROM mcr\\.microsoft\\.com/dotnet/sdk:10\\.0.* AS build$", Assert.Single(lines, line => line.EndsWith(" AS build", StringComparison.Ordinal)));
        Assert.Matches("^FROM nvidia/cuda:13\\.[0-9.]+-cudnn-runtime-ubuntu24\\.04$", lines.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal)));
        Assert.Contains("USER 1654", lines);
        Assert.Contains(lines, line => line.Contains("ASPNETCORE_HTTP_PORTS=8080", StringComparison.Ordinal));
        Assert.Contains("EXPOSE 8080", lines);
        Assert.Contains("ENTRYPOINT [\"/app/Imaging.Worker\"]", lines);
    }

    /// <summary>Where the SDK knows its own exact version it says it behind the tag's first part: 10.0.2-noble-chiseled.</summary>
    private static string Tag(string image) => System.Text.RegularExpressions.Regex.Replace(image, @":10\.0\.\d+-", ":10.0-");

    private static async Task<JsonNode> PropertiesAsync(string project)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet",
        [
            "msbuild", Repository.File(project, $"{project}.csproj"), "-nologo", "-target:ComputeContainerConfig",
            "-property:Configuration=Release", "-property:RuntimeIdentifier=linux-x64",
            "-getProperty:ContainerBaseImage,ContainerUser,InvariantGlobalization,EnableSdkContainerSupport",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" },
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await errors + await output);
        return JsonNode.Parse(await output)!["Properties"]!;
    }
}
