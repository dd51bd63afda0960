using System.Globalization;
using Capacity;
using Support;

namespace AppHost.Tests.Azure;

/// <summary>The table of costs in <c>docs/operations.md</c>, computed from its table of prices and the plans.</summary>
public sealed class CostPageTests
{
    private const double SecondsPerMonth = 730 * 3_600;
    private const double StorageGibibytes = 2 * 32;

    private static readonly string[] Lines = File.ReadAllLines(Repository.File("docs", "operations.md"));

    [Fact]
    public void Costs_follow_from_the_prices_and_the_plans_and_name_what_is_unknown()
    {
        var prices = Table("| price |").ToDictionary(row => row[0], row => row[2]);
        DeploymentPlan[] plans = [Plan(0.1), Plan(1), Plan(10)];
        string[][] expected =
        [
            Row("replicas chat, gateway, API, worker", plans, plan => $"{plan.Chat.Replicas}, {plan.Gateway.Replicas}, {plan.Imaging.ApiReplicas}, 1"),
            Row("cores always on", plans, plan => Text(Cores(plan))),
            Row("GiB always on", plans, plan => Text(Gibibytes(plan))),
            Row("Container Apps", plans, plan => Money(Apps(plan, prices))),
            Row("PostgreSQL storage, 2 × 32 GiB", plans, _ => Money(Storage(prices))),
            Row("registry", plans, _ => Money(Number(prices, "registry, Basic"))),
            Row("sum of what is known", plans, plan => Money(Apps(plan, prices) + Storage(prices) + Number(prices, "registry, Basic"))),
        ];

        var rows = Table("| a month |").ToList();

        Assert.Equal(expected, rows.Take(expected.Length));
        Assert.All(rows.Skip(expected.Length), row => Assert.All(row.Skip(1), cell => Assert.Equal("price unknown", cell)));
        Assert.All(Table("| price |").Where(row => row[2].Length == 0), row => Assert.Equal("", row[3]));
        Assert.All(Table("| price |").Where(row => row[2].Length > 0), row => Assert.NotEqual("", row[3]));
    }

    private static DeploymentPlan Plan(double times)
    {
        var (seed, factor) = (SeedProfile.Profile, times);
        return DeploymentPlan.From(seed with
        {
            Chat = seed.Chat with { Workload = seed.Chat.Workload with { Clients = (int)(seed.Chat.Workload.Clients * factor) } },
            Gateway = seed.Gateway with { Workload = seed.Gateway.Workload with { RequestsPerSecond = seed.Gateway.Workload.RequestsPerSecond * factor } },
            Imaging = seed.Imaging with
            {
                Workload = seed.Imaging.Workload with { ConcurrentUploads = (int)(seed.Imaging.Workload.ConcurrentUploads * factor) },
            },
        });
    }

    private static double Cores(DeploymentPlan plan) => Always(plan, container => container.Cores);

    private static double Gibibytes(DeploymentPlan plan) => Always(plan, container => container.MemoryGibibytes);

    private static double Always(DeploymentPlan plan, Func<ContainerSize, double> part) =>
        (plan.Chat.Replicas * part(plan.Chat.Container)) + (plan.Gateway.Replicas * part(plan.Gateway.Container))
        + (plan.Imaging.ApiReplicas * part(plan.Imaging.ApiContainer)) + part(plan.Imaging.WorkerContainer);

    private static double Apps(DeploymentPlan plan, Dictionary<string, string> prices) =>
        (((Cores(plan) * SecondsPerMonth) - Number(prices, "free vCPU")) * Number(prices, "vCPU, active"))
        + (((Gibibytes(plan) * SecondsPerMonth) - Number(prices, "free memory")) * Number(prices, "memory, active"));

    private static double Storage(Dictionary<string, string> prices) => StorageGibibytes * Number(prices, "PostgreSQL storage");

    private static double Number(Dictionary<string, string> prices, string name) => double.Parse(prices[name], CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Money(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string[] Row(string name, DeploymentPlan[] plans, Func<DeploymentPlan, string> cell) => [name, .. plans.Select(cell)];

    private static IEnumerable<string[]> Table(string header) =>
        Lines.SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(row => row[1..^1].Split('|').Select(cell => cell.Trim()).ToArray());
}
