using System.Text;
using System.Text.Json;

namespace GatewayModel;

/// <summary>How a run ended.</summary>
/// <param name="Cases">Cases that were compared: a random plan before random services, and one request.</param>
/// <param name="Complete">Complete ones among them.</param>
/// <param name="Refused">Random plans that the compiler refused; they count for nothing.</param>
/// <param name="Violations">What did not hold, at most a few.</param>
internal sealed record ModelResult(int Cases, int Complete, int Refused, IReadOnlyList<string> Violations);

/// <summary>Random plans and services against the reference.</summary>
internal static class ModelRun
{
    private const int ViolationsMax = 5;
    private const int AtOnce = 256;

    /// <summary>Runs at least <paramref name="cases"/> cases of a seed; each is the same whenever and wherever it runs.</summary>
    public static async Task<ModelResult> RunAsync(int seed, int cases, Action<int>? progress = null, CancellationToken cancellationToken = default)
    {
        var (answers, complete, refused, from) = (0, 0, 0, 0);
        var violations = new List<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        while (answers < cases && violations.Count == 0)
        {
            // Plans that are refused and answers that end a case early make it fewer than three a plan.
            var plans = ((cases - answers) / 2) + 1;
            await Parallel.ForEachAsync(Enumerable.Range(from, plans), options, async (index, _) =>
            {
                var found = await OneAsync(seed, index);
                lock (violations)
                {
                    answers += found.Cases;
                    complete += found.Complete;
                    refused += found.Refused;
                    if (violations.Count < ViolationsMax)
                    {
                        violations.AddRange(found.Violations);
                    }

                    progress?.Invoke(answers);
                }
            });
            from += plans;
        }

        return new(answers, complete, refused, violations);
    }

    /// <summary>One plan, three requests; the third brings the tag of the second.</summary>
    public static async Task<ModelResult> OneAsync(int seed, int index)
    {
        var random = new Random((seed * 1_000_003) ^ index);
        var generator = new RandomPlan(random);
        var plan = generator.Next();
        using var upstreams = new ScriptedUpstreams(plan.Parts.ToDictionary(part => part.Service, part => part.Script));
        // Every other plan has its calls made by the gateway's own client, over bytes of HTTP/1.1.
        using var gateway = OfflineGateway.Of(plan.ToJson(), upstreams, connect: index % 2 == 0 ? null : service => upstreams.Connect(service, seed ^ index));
        if (gateway.Routes.Count == 0)
        {
            return new(0, 0, 1, []);
        }

        var reference = new Reference(plan);
        var violations = new List<string>();
        var (answers, complete) = (0, 0);
        string? tag = null;
        var request = generator.Request(plan);
        string? previous = null;
        for (var i = 0; i < 3 && violations.Count == 0; i++)
        {
            var expected = reference.Answer(request);
            var answer = await gateway.SendAsync(new(ModelPlan.Composition)
            {
                Query = request.Query, Headers = i == 2 && tag is not null ? new() { ["If-None-Match"] = tag } : [],
            });
            violations.AddRange(Check(expected, answer, i == 2 ? tag : null, previous).Select(line => $"seed {seed} case {index} request {i}: {line}\n{plan.ToJson()}\n{Scripts(plan)}\n{request}"));
            CheckCalls(plan, reference, upstreams, expected, violations, $"seed {seed} case {index} request {i}");
            answers++;
            complete += expected.IsComplete ? 1 : 0;
            (tag, previous) = (answer.Tag, answer.Status == 200 ? answer.Text : previous);
            if (expected.Status is not (200 or 400) || plan.Parts.Any(part => part.IsHurried && upstreams.CallsTo(part.Service) < reference.Calls[part.Service]))
            {
                // Calls that were given up half way, or before they were made, leave the scripts at a place that nobody can foresee.
                break;
            }
        }

        return new(answers, complete, 0, violations);
    }

    private static IEnumerable<string> Check(Expected expected, OfflineAnswer answer, string? tag, string? previous)
    {
        if (answer.Status == 304)
        {
            var isRight = expected is { Status: 200, IsComplete: true } && answer.Tag == tag && answer.Body.Length == 0 && Canonical.Of(Encoding.UTF8.GetBytes(previous!)) == expected.Body;
            return isRight ? [] : ["304 for an answer that the client has not"];
        }

        if (answer.Status != expected.Status)
        {
            return [$"status {answer.Status}, expected {expected.Status}: {answer.Text}"];
        }

        if (expected.Status != 200)
        {
            using var problem = JsonDocument.Parse(answer.Body);
            var part = problem.RootElement.TryGetProperty("part", out var named) ? named.GetString() : null;
            return part == expected.Part || expected.Part is null ? [] : [$"the problem names {part}, expected {expected.Part}"];
        }

        var lines = new List<string>();
        if (Canonical.Of(answer.Body) is var text && text != expected.Body)
        {
            lines.Add($"body\n{text}\nexpected\n{expected.Body}");
        }

        if (answer.Headers.ContentLength != answer.Body.Length)
        {
            lines.Add($"length {answer.Headers.ContentLength} of {answer.Body.Length} bytes");
        }

        if (expected.IsComplete != (answer.Tag is not null) || (!expected.IsComplete && answer.Headers.CacheControl != "no-store"))
        {
            lines.Add($"tag {answer.Tag}, Cache-Control {answer.Headers.CacheControl}, complete: {expected.IsComplete}");
        }

        return lines;
    }

    /// <summary>
    /// Where a required part failed, calls beside it may have been given up before they were sent. On a busy machine a short time may be
    /// over before its call is made: then it is not made.
    /// </summary>
    private static void CheckCalls(ModelPlan plan, Reference reference, ScriptedUpstreams upstreams, Expected expected, List<string> violations, string where)
    {
        foreach (var part in plan.Parts)
        {
            var (made, due) = (upstreams.CallsTo(part.Service), reference.Calls[part.Service]);
            if (made > due || (made < due && expected.Status == 200 && !part.IsHurried))
            {
                violations.Add($"{where}: {made} calls to {part.Service}, expected {due}\n{plan.ToJson()}\n{Scripts(plan)}");
            }
        }
    }

    private static string Scripts(ModelPlan plan) => string.Join('\n', plan.Parts.Select(part => $"{part.Name}: {string.Join(" | ", part.Script.Select(behaviour => $"{behaviour.Deed} {behaviour.Json} {behaviour.CacheControl}"))}"));
}
