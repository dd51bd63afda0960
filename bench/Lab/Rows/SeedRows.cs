namespace Bench.Lab.Rows;

/// <summary>Every row of the seed's three summary tables and every figure of its text that can be measured.</summary>
internal static class SeedRows
{
    public static IReadOnlyList<SeedRow> All { get; } = [.. ChatRows.All, .. ImagingRows.All, .. GatewayRows.All];

    /// <summary>Those about <paramref name="service"/>: <c>chat</c>, <c>imaging</c> or <c>gateway</c>.</summary>
    public static IReadOnlyList<SeedRow> Of(string service) => [.. All.Where(row => row.Service == service)];
}
