using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Hosting.LocalProcesses.Servers;
using Microsoft.Extensions.DependencyInjection;
using Support;
using Support.Servers;

namespace AppHost.Tests;

/// <summary><c>Capacity:Profile</c>: the topology is sized by the profile that the user names.</summary>
public sealed class ProfileChoiceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_profile_file_sizes_the_topology()
    {
        var path = Write("""{ "basedOn": "local", "deployment": { "chatReplicasMin": 3 } }""");
        var port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Backing:Mode=processes", $"--Backing:DataPath={Path.Combine(folder.Path, "data")}", $"--port={port}", $"--Capacity:Profile={path}"]);
        await using var application = await builder.BuildAsync();

        var nodes = application.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ProjectResource>()
            .Select(resource => resource.Name).Where(name => name == "chat" || name.StartsWith("chat-", StringComparison.Ordinal));

        Assert.Equal(["chat", "chat-2", "chat-3"], nodes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_profile_that_is_none_is_one_line() =>
        Assert.Equal("Capacity:Profile is 'moon'; allowed: seed, local or the path of a JSON file that exists.", await RefusalOf("moon"));

    [Theory]
    [InlineData("""{ "chat": { "clients": "many" } }""", "FILE: Chat.Clients is many; allowed: whole numbers from 1 to 100,000,000 (clients).")]
    [InlineData("[]", "Capacity:Profile FILE is not a JSON object; allowed: {\"chat\": {\"clients\": 20000}} and the like.")]
    public async Task A_wrong_profile_file_is_one_line_that_names_the_file(string content, string expected)
    {
        var path = Write(content);

        Assert.Equal(expected.Replace("FILE", path, StringComparison.Ordinal), await RefusalOf(path));
    }

    private static async Task<string> RefusalOf(string profile)
    {
        await using var host = HostProcess.Start($"--Capacity:Profile={profile}", $"--port={FreePort.Next().ToString(CultureInfo.InvariantCulture)}");

        Assert.Equal(1, await host.EndAsync());
        return Assert.Single(host.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private string Write(string content)
    {
        Directory.CreateDirectory(folder.Path);
        var path = Path.Combine(folder.Path, "mine.json");
        File.WriteAllText(path, content);
        return path;
    }
}
