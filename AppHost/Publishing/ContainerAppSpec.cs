using System.Globalization;
using System.Text.Json.Nodes;
using AppHost.Start;
using Capacity;

namespace AppHost.Publishing;

/// <summary>How a service runs as a container app.</summary>
/// <param name="Size">Of one replica.</param>
/// <param name="Replicas">Between how many the rule chooses.</param>
/// <param name="Rule">When there are more of them: see <see cref="ScaleRules"/>.</param>
internal sealed record ContainerAppSpec(ContainerSize Size, ReplicaRange Replicas, Func<AzdText, JsonNode> Rule)
{
    private const string Consumption = "Consumption";
    private const double ConsumptionCoresMost = 4;

    /// <summary>Workload profile inside the environment.</summary>
    public string Profile { get; init; } = Consumption;

    /// <summary>Who reaches it over HTTP; <c>null</c>: nobody.</summary>
    public Ingress? Ingress { get; init; }

    /// <summary>Time from the request to stop until the end of a replica, seconds.</summary>
    public int GraceSeconds { get; init; } = 30;

    /// <summary>Identities that it has beside its own.</summary>
    public IReadOnlyList<string> MoreIdentities { get; init; } = [];

    /// <exception cref="StartRefusedException">Nobody sells it.</exception>
    public void Check(string service)
    {
        Replicas.Check(service);
        if (Profile == Consumption && Size.Cores > ConsumptionCoresMost)
        {
            throw new StartRefusedException(string.Create(CultureInfo.InvariantCulture,
                $"The plan gives a replica of {service} {Size.Cores} cores with {Size.MemoryGibibytes} GiB; allowed: {ConsumptionCoresMost} cores with 2 GiB each."));
        }
    }
}

/// <param name="External">True: from the Internet; false: from the environment only.</param>
/// <param name="Sticky">Whether a client stays with its replica, as a hub's negotiation needs it.</param>
internal sealed record Ingress(bool External, bool Sticky);
