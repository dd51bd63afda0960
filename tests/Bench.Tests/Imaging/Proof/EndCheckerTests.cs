using Bench.Imaging.Proof;
using Bench.Imaging.Proof.Faults;
using Bench.Imaging.Proof.Rules;

namespace Bench.Tests.Imaging.Proof;

public sealed class EndCheckerTests
{
    private static readonly ImageEnd Good = new() { Id = "good", Status = "succeeded", Manifest = Standing.Manifest };
    private static readonly ImageEnd GivenUp = new()
    {
        Id = "given-up", Status = "failed", ErrorCode = "attempts-exhausted", Manifest = Standing.GivenUp, PoisonRecords = ["r-3"],
    };

    [Fact]
    public void Images_with_one_manifest_or_one_record_are_as_promised_and_copies_of_a_record_are_one() => Assert.Empty(EndChecker.Check(
        [Good, GivenUp, GivenUp with { PoisonRecords = ["r-3", "r-3"] }, new() { Id = "never", Status = "pending-upload", IsAccepted = false, EndsTold = 0 }]));

    public static TheoryData<string, string> Broken => new()
    {
        { nameof(ImageViolationKind.Lost), "no row" },
        { nameof(ImageViolationKind.Lost), "still queued" },
        { nameof(ImageViolationKind.Lost), "no manifest" },
        { nameof(ImageViolationKind.Lost), "no record" },
        { nameof(ImageViolationKind.Lost), "not told" },
        { nameof(ImageViolationKind.EndedTwice), "manifest and record" },
        { nameof(ImageViolationKind.EndedTwice), "record and manifest" },
        { nameof(ImageViolationKind.EndedTwice), "two records" },
        { nameof(ImageViolationKind.EndedTwice), "told twice" },
        { nameof(ImageViolationKind.Contradiction), "other derivatives" },
        { nameof(ImageViolationKind.Contradiction), "variant missing" },
        { nameof(ImageViolationKind.Contradiction), "end not kept" },
        { nameof(ImageViolationKind.WronglyRefused), "refused" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Every_broken_promise_is_found(string kind, string how)
    {
        var end = how switch
        {
            "no row" => Good with { Status = null },
            "still queued" => Good with { Status = "queued", Manifest = null },
            "no manifest" => Good with { Manifest = null },
            "no record" => GivenUp with { PoisonRecords = [] },
            "not told" => Good with { EndsTold = 0 },
            "manifest and record" => Good with { PoisonRecords = ["r-1"] },
            "record and manifest" => GivenUp with { Manifest = Standing.Manifest },
            "two records" => GivenUp with { PoisonRecords = ["r-3", "r-4"] },
            "told twice" => GivenUp with { EndsTold = 2 },
            "other derivatives" => Good with { RowAgrees = false },
            "variant missing" => Good with { MissingVariants = ["w800.jpg"] },
            "end not kept" => GivenUp with { Manifest = null },
            _ => Good with { Status = "failed", ErrorCode = "image-corrupt", Manifest = null },
        };

        Assert.Equal(kind, Assert.Single(EndChecker.Check([Good, end, GivenUp])).Kind.ToString());
    }

    [Fact]
    public void A_seed_gives_the_same_plan_with_as_many_kills_as_asked_for()
    {
        var plan = ImagingFaultPlan.Of(new(50, Seed: 3));

        Assert.Equal(plan.Faults, ImagingFaultPlan.Of(new(50, Seed: 3)).Faults);
        Assert.NotEqual(plan.Faults, ImagingFaultPlan.Of(new(50, Seed: 4)).Faults);
        Assert.Equal(50, plan.Faults.Count(fault => fault.IsKill));
        Assert.True(plan.Faults[^1].IsKill);
        Assert.Equal(Enum.GetValues<ImagingFaultKind>(), plan.Faults.Select(fault => fault.Kind).Distinct().Order());
    }
}
