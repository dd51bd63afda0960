using System.Text.Json.Nodes;
using Bench.Lab.Promises;
using Bench.Lab.Running;
using Bench.Lab.Systems;
using Hosting.LocalProcesses.Servers;
using Support;

namespace Bench.Gateway.Strain;

/// <summary>
/// Two gateways before two services of two nodes each. Every process gets SIGTERM in turn and is started again on its port, then the
/// configuration is changed a hundred times in a minute; no client may see an error.
/// </summary>
internal sealed class RollingRestart(ILabProgress progress, TimeSpan settling) : StrainRun(progress)
{
    private const int ReloadsPerMinute = 100;
    private static readonly string[] Services = ["Catalog", "Pricing"];

    public override string Name => "drain";

    public override async Task RunAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("prove-drain-").FullName;
        var fleet = new List<Member>();
        try
        {
            Step("starting two nodes of each of two services, and two gateways");
            foreach (var service in Services.SelectMany(service => new[] { service, service }))
            {
                fleet.Add(await Member.StartAsync("Storefront", [new("Storefront:Service", service), new("Drain:Notice", "00:00:01")], [], service, cancellationToken));
            }

            WriteSettings(folder, revision: 0);
            var addresses = fleet.GroupBy(node => node.What).SelectMany(group => group.Select((node, index) =>
                new KeyValuePair<string, string>($"services:{group.Key.ToLowerInvariant()}:http:{index}", node.Process.Address.OriginalString))).ToList();
            for (var i = 0; i < 2; i++)
            {
                fleet.Add(await Member.StartAsync(
                    "Gateway.Api", [.. addresses, new("Drain:Notice", "00:00:02")], ["--contentRoot", folder], $"gateway {i + 1}", cancellationToken));
            }

            await RestartAsync(fleet, cancellationToken);
            await ReloadAsync(fleet, folder, cancellationToken);
        }
        finally
        {
            foreach (var member in Enumerable.Reverse(fleet))
            {
                await member.Process.DisposeAsync();
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task RestartAsync(List<Member> fleet, CancellationToken cancellationToken)
    {
        await using var load = Load(fleet);
        await Task.Delay(settling, cancellationToken);
        foreach (var member in Enumerable.Reverse(fleet))
        {
            Step($"restarting {member.What}");
            await member.RestartAsync(cancellationToken);
            await Task.Delay(settling, cancellationToken);
        }

        Keep(new("a rolling restart of every process: failed requests", "0", KeptPromise.Text($"{load.Failed} beside {load.Answers} answers {load.Faults}"), load.Failed == 0 && load.Answers > 0));
        Keep(new("processes that ended with another code than 0", "0", $"{fleet.Count(member => member.BadExits > 0)}", fleet.All(member => member.BadExits == 0)));
    }

    private async Task ReloadAsync(List<Member> fleet, string folder, CancellationToken cancellationToken)
    {
        var length = settling * 12;
        Step($"{ReloadsPerMinute} reloads a minute for {length.TotalSeconds:0} s");
        await using var load = Load(fleet);
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1.0 / ReloadsPerMinute));
        var reloads = (int)(length.TotalMinutes * ReloadsPerMinute);
        for (var revision = 1; revision <= reloads && await timer.WaitForNextTickAsync(cancellationToken); revision++)
        {
            WriteSettings(folder, revision);
        }

        Keep(new("reloads under load: failed requests", "0", KeptPromise.Text($"{load.Failed} beside {load.Answers} answers and {reloads} reloads {load.Faults}"), load.Failed == 0 && load.Answers > 0));
        using var client = new HttpClient { BaseAddress = fleet[^1].Process.Address };
        var last = await Eventually.BecomesAsync(
            "the last configuration", async () => (int)(await client.GetAsync($"/revision-{reloads}/products/1", cancellationToken)).StatusCode, status => status == 200);
        Keep(new("the last configuration is in force", "200", $"{last}", last == 200));
    }

    private static BalancedLoad Load(List<Member> fleet) => new(
        fleet.Where(member => member.What.StartsWith("gateway", StringComparison.Ordinal)).Select(member => member.Process.Address), "/catalog/products/1", "/shop/1");

    /// <summary>The gateway's own settings, with a composition of both services and a route whose path is the revision.</summary>
    private static void WriteSettings(string folder, int revision)
    {
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Built("Gateway.Api"), "appsettings.json")))!;
        settings["Gateway"]!["Compositions"] = JsonNode.Parse($$"""
            { "shop": { "Path": "/shop/{id}", "Access": "Anonymous", "Budget": "00:00:02.{{revision % 1000:000}}", "Parts": {
                "product": { "Service": "catalog", "Path": "/products/{id}", "Required": true },
                "price": { "Service": "pricing", "Path": "/prices/{id}", "Required": true } } } }
            """);
        settings["ReverseProxy"]!["Routes"]!["revision"] = JsonNode.Parse($$"""
            { "ClusterId": "catalog", "AuthorizationPolicy": "anonymous", "Match": { "Path": "/revision-{{revision}}/products/{**rest}" },
              "Transforms": [ { "PathRemovePrefix": "/revision-{{revision}}" } ] }
            """);
        // In one step: a gateway that reads half a file would refuse it, and say so.
        var next = Path.Combine(folder, "next.json");
        File.WriteAllText(next, settings.ToJsonString());
        File.Move(next, Path.Combine(folder, "appsettings.json"), overwrite: true);
    }

    /// <summary>One process that keeps its port.</summary>
    private sealed class Member
    {
        private readonly string project;
        private readonly IReadOnlyList<KeyValuePair<string, string>> settings;
        private readonly IReadOnlyList<string> arguments;
        private readonly int port = FreePort.Next();

        private Member(string project, IReadOnlyList<KeyValuePair<string, string>> settings, IReadOnlyList<string> arguments, string what) =>
            (this.project, this.settings, this.arguments, What) = (project, settings, arguments, what);

        public string What { get; }

        public ServiceProcess Process { get; private set; } = null!;

        public int BadExits { get; private set; }

        public static async Task<Member> StartAsync(
            string project, IReadOnlyList<KeyValuePair<string, string>> settings, IReadOnlyList<string> arguments, string what, CancellationToken cancellationToken)
        {
            var member = new Member(project, settings, arguments, what);
            member.Process = await member.StartAsync(cancellationToken);
            return member;
        }

        public async Task RestartAsync(CancellationToken cancellationToken)
        {
            await Process.SignalAsync("TERM");
            var code = await Eventually.BecomesAsync($"{What} to end", () => Task.FromResult(Process.ExitCode), code => code is not null, TimeSpan.FromSeconds(30));
            BadExits += code == 0 ? 0 : 1;
            await Process.DisposeAsync();
            Process = await StartAsync(cancellationToken);
        }

        private Task<ServiceProcess> StartAsync(CancellationToken cancellationToken) => ServiceProcess.StartAsync(project, port, settings, arguments, cancellationToken);
    }
}
