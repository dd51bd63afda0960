using System.Globalization;
using AppHost.Backing;
using Capacity;

namespace AppHost.Services;

/// <summary>
/// The chat nodes. In a run each is a resource of its own, since replicas of one resource share the orchestrator's proxy, which
/// sends a client's negotiation and its connection to different nodes. Published, it is one service with sticky ingress.
/// </summary>
internal static class ChatService
{
    /// <summary>Adds <c>chat</c>, in a run also <c>chat-2</c> and so on.</summary>
    public static IReadOnlyList<IResourceBuilder<ProjectResource>> AddChat(
        this IDistributedApplicationBuilder builder, ChatPlan plan, BackingServices stores)
    {
        var nodes = builder.ExecutionContext.IsRunMode ? plan.Replicas : 1;
        return [.. Enumerable.Range(1, nodes).Select(node => builder.AddNode(node == 1 ? "chat" : $"chat-{node}", plan, stores))];
    }

    /// <summary>Lets the gateway find every node under the one name <c>chat</c>.</summary>
    public static IResourceBuilder<ProjectResource> WithChat(
        this IResourceBuilder<ProjectResource> gateway, IReadOnlyList<IResourceBuilder<ProjectResource>> nodes)
    {
        gateway.WithReference(nodes[0]);
        for (var index = 0; index < nodes.Count; index++)
        {
            gateway.WaitFor(nodes[index]);
            if (index > 0)
            {
                gateway.WithEnvironment($"services__chat__http__{index}", nodes[index].GetEndpoint("http"));
            }
        }

        return gateway;
    }

    private static IResourceBuilder<ProjectResource> AddNode(
        this IDistributedApplicationBuilder builder, string name, ChatPlan plan, BackingServices stores)
    {
        var node = builder.AddProject<Projects.Chat_Api>(name)
            .WithServiceDefaults()
            .WithInternalHttpEndpoint()
            .WithReference(stores.Redis).WaitFor(stores.Redis)
            .WithReference(stores.ChatDatabase).WaitFor(stores.ChatDatabase)
            .WithEnvironment("Chat__DatabasePoolSize", plan.DatabasePool.PerReplica.ToString(CultureInfo.InvariantCulture))
            .WithHttpHealthCheck("/health");
        // The orchestrator ends what has not stopped after some 12 s; published, the platform waits for 30.
        return builder.ExecutionContext.IsRunMode ? node.WithEnvironment("Chat__DrainTimeout", "00:00:03") : node;
    }
}
