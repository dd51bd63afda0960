namespace Bench.Imaging.Proof.Rules;

/// <summary>Compares how images ended with what is promised. Pure: the same ends have the same violations.</summary>
internal static class EndChecker
{
    private const string Succeeded = "succeeded";
    private const string Failed = "failed";
    private const string Exhausted = "attempts-exhausted";

    public static IReadOnlyList<ImageViolation> Check(IEnumerable<ImageEnd> ends) => [.. ends.SelectMany(Check)];

    private static IEnumerable<ImageViolation> Check(ImageEnd end) => end switch
    {
        { IsAccepted: false } => [],
        { Status: null } => [Broken(ImageViolationKind.Lost, end, "its row is gone")],
        { Status: Succeeded } => [.. Succeeding(end), .. Told(end)],
        { Status: Failed, ErrorCode: Exhausted } => [.. Exhausting(end), .. Told(end)],
        { Status: Failed } => [Broken(ImageViolationKind.WronglyRefused, end, $"it failed with {end.ErrorCode}")],
        _ => [Broken(ImageViolationKind.Lost, end, $"it is still {end.Status}")],
    };

    private static IEnumerable<ImageViolation> Succeeding(ImageEnd end)
    {
        if (end.Manifest is null)
        {
            yield return Broken(ImageViolationKind.Lost, end, "it succeeded, and no manifest stands");
        }

        if (end.Manifest == Standing.GivenUp)
        {
            yield return Broken(ImageViolationKind.Contradiction, end, "it succeeded, and the blob says that it was given up");
        }

        if (end.HasPoison)
        {
            yield return Broken(ImageViolationKind.EndedTwice, end, "it succeeded, and has a poison record");
        }

        if (!end.RowAgrees)
        {
            yield return Broken(ImageViolationKind.Contradiction, end, "row and manifest name different derivatives");
        }

        foreach (var variant in end.MissingVariants)
        {
            yield return Broken(ImageViolationKind.Contradiction, end, $"its manifest names {variant}, which is not there");
        }
    }

    private static IEnumerable<ImageViolation> Exhausting(ImageEnd end)
    {
        if (end.Manifest == Standing.Manifest)
        {
            yield return Broken(ImageViolationKind.EndedTwice, end, "it was given up, and a manifest stands");
        }

        if (end.Manifest is null)
        {
            yield return Broken(ImageViolationKind.Contradiction, end, "it was given up, and nothing keeps a late worker from ending it again");
        }

        // Copies of one record carry its id: sent again after a crash, they say the same once more.
        switch (end.PoisonRecords.Distinct().Count())
        {
            case 0:
                yield return Broken(ImageViolationKind.Lost, end, "it was given up without a poison record");
                break;
            case > 1:
                yield return Broken(ImageViolationKind.EndedTwice, end, $"it has the poison records {string.Join(", ", end.PoisonRecords.Distinct())}");
                break;
        }
    }

    private static IEnumerable<ImageViolation> Told(ImageEnd end)
    {
        if (end.EndsTold != 1)
        {
            yield return Broken(end.EndsTold == 0 ? ImageViolationKind.Lost : ImageViolationKind.EndedTwice, end, $"its owner was told of {end.EndsTold} ends");
        }
    }

    private static ImageViolation Broken(ImageViolationKind kind, ImageEnd end, string detail) => new(kind, end.Id, detail);
}
