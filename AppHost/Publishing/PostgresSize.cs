using System.Globalization;
using AppHost.Start;

namespace AppHost.Publishing;

/// <summary>A size in which PostgreSQL flexible servers are sold, chosen by the connections that the plan may open.</summary>
/// <param name="Sku">Its name.</param>
/// <param name="Tier">Its tier.</param>
/// <param name="Connections">Connections that clients may open: the server's default <c>max_connections</c> less the 15 that it keeps.</param>
internal sealed record PostgresSize(string Sku, string Tier, int Connections)
{
    private const string Burstable = "Burstable";

    // Microsoft's page "Limits in Azure Database for PostgreSQL flexible server" lists them.
    private static readonly PostgresSize[] Sold =
    [
        new("Standard_B2s", Burstable, 414),
        new("Standard_D2ds_v5", "GeneralPurpose", 844),
        new("Standard_D4ds_v5", "GeneralPurpose", 1_703),
        new("Standard_D8ds_v5", "GeneralPurpose", 3_422),
        new("Standard_D16ds_v5", "GeneralPurpose", 4_985),
    ];

    /// <summary>The smallest that takes them; burstable servers have no standby.</summary>
    /// <exception cref="StartRefusedException">No server takes so many.</exception>
    public static PostgresSize For(int connections, string highAvailability) =>
        Sold.FirstOrDefault(size => size.Connections >= connections && (highAvailability == "Disabled" || size.Tier != Burstable))
        ?? throw new StartRefusedException(string.Create(CultureInfo.InvariantCulture,
            $"The plan opens {connections} connections to one PostgreSQL server; allowed: {Sold[^1].Connections}. Put a pooler between, or plan fewer replicas."));
}
