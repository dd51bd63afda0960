using GatewayModel;

namespace Gateway.Api.Tests.Composition;

/// <summary>Random plans before random services: every answer is the one that a small reference says.</summary>
public sealed class ModelTests
{
    private const int Seed = 7;
    private const int Cases = 10_000;

    [Fact]
    public async Task Ten_thousand_random_cases_answer_as_the_reference_says()
    {
        var result = await ModelRun.RunAsync(Seed, Cases);

        Assert.True(result.Violations.Count == 0, string.Join("\n\n", result.Violations));
        // The cases are worth something only where plans are taken and answers are of both kinds.
        Assert.True(result.Refused < Cases / 10, $"{result.Refused} plans were refused");
        Assert.InRange(result.Complete, result.Cases / 5, result.Cases * 4 / 5);
    }
}
