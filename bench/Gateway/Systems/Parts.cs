namespace Bench.Gateway.Systems;

/// <summary>One part of a composition.</summary>
/// <param name="Name">Its member in the answer.</param>
/// <param name="Service">Who answers it.</param>
/// <param name="Path">Where: <c>/ms100/{id}</c> answers 1 KB after 100 ms, <c>/kb10/{id}</c> 10 KB at once, any other path 1 KB at once.</param>
internal sealed record LabPart(string Name, string Service, string Path);

/// <summary>A composition that the gateway is configured with beside its own.</summary>
/// <param name="Name">Its name, and the first segment of its path behind <c>/lab/</c>.</param>
/// <param name="Parts">Its parts.</param>
/// <param name="IsKept">Its parts are kept for an hour.</param>
internal sealed record LabComposition(string Name, IReadOnlyList<LabPart> Parts, bool IsKept = false)
{
    /// <summary>Its path.</summary>
    public string Path => $"/lab/{Name}/{{id}}";
}

/// <summary>The services behind the gateway and what is composed of them.</summary>
internal static class Parts
{
    public static IReadOnlyList<string> Services { get; } = ["catalog", "pricing", "inventory", "reviews", "recommendations"];

    /// <summary>Delays that services can answer with, ms: the range of the seed, whose mean is 300.</summary>
    public static IReadOnlyList<int> DelaysMs { get; } = [100, 200, 300, 400, 500];

    /// <summary>The five parts of the gateway's own composition, <c>/api/products/{id}</c>.</summary>
    public static IReadOnlyList<LabPart> Product { get; } =
    [
        new("price", "pricing", "/prices/{id}"), new("product", "catalog", "/products/{id}"),
        new("recommendations", "recommendations", "/recommendations/{id}"), new("reviews", "reviews", "/reviews/{id}"), new("stock", "inventory", "/stock/{id}"),
    ];

    /// <summary>Five services of 100 ms.</summary>
    public static LabComposition Fast { get; } = new("fast", Five(_ => "/ms100/{id}"));

    /// <summary>Five services of 100, 200, 300, 400 and 500 ms.</summary>
    public static LabComposition Mixed { get; } = new("mixed", Five(index => $"/ms{DelaysMs[index]}/{{id}}"));

    /// <summary>Five parts of 1 KB that are kept.</summary>
    public static LabComposition Kept { get; } = new("kept", Five(_ => "/kept/{id}"), IsKept: true);

    /// <summary>Numbers of parts whose cost is compared.</summary>
    public static IReadOnlyList<int> Counts { get; } = [1, 2, 5, 10];

    /// <summary>Sizes of a part whose cost is compared, KB.</summary>
    public static IReadOnlyList<int> Kilobytes { get; } = [1, 10, 100];

    /// <summary><paramref name="count"/> parts of 1 KB.</summary>
    public static LabComposition OfCount(int count) =>
        new($"parts-{count}", [.. Enumerable.Range(0, count).Select(index => new LabPart($"part{index}", Services[index % Services.Count], $"/part{index}/{{id}}"))]);

    /// <summary>Five parts of <paramref name="kilobytes"/> KB.</summary>
    public static LabComposition OfSize(int kilobytes) => new($"kb-{kilobytes}", Five(_ => $"/kb{kilobytes}/{{id}}"));

    /// <summary>All that the gateway is configured with.</summary>
    public static IReadOnlyList<LabComposition> Compositions { get; } =
        [Fast, Mixed, Kept, .. Counts.Select(OfCount), .. Kilobytes.Select(OfSize)];

    private static LabPart[] Five(Func<int, string> path) => [.. Services.Select((service, index) => new LabPart(service, service, path(index)))];
}
