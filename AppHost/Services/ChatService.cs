using System.Globalization;
using AppHost.Backing;
using AppHost.Publishing;
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
        this IDistributedApplicationBuilder builder, ChatPlan plan, ChatWorkload workload, BackingServices stores)
    {
        if (stores.Azure is { } azure)
        {
            return [builder.AddNode("chat", plan, stores).WithChatDeployment(plan, workload, azure)];
        }

        return [.. Enumerable.Range(1, plan.Replicas).Select(node => builder
            .AddNode(node == 1 ? "chat" : $"chat-{node}", plan, stores)
            // The orchestrator ends what has not stopped after some 12 s.
            .WithEnvironment("Chat__DrainTimeout", "00:00:03"))];
    }

    /// <summary>Lets the gateway find every node under the one name <c>chat</c>.</summary>
    public static IResourceBuilder<ProjectResource> WithChat(
        this IResourceBuilder<ProjectResource> gateway, IReadOnlyList<IResourceBuilder<ProjectResource>> nodes, BackingServices stores)
    {
        if (stores.Azure is { } azure)
        {
            return gateway.WithInternalAddress("chat", azure);
        }

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
        this IDistributedApplicationBuilder builder, string name, ChatPlan plan, BackingServices stores) =>
        builder.AddProject<Projects.Chat_Api>(name)
            .WithServiceDefaults()
            .WithInternalHttpEndpoint()
            .WithReference(stores.Redis).WaitFor(stores.Redis)
            .WithReference(stores.ChatDatabase).WaitFor(stores.ChatDatabase)
            .WithEnvironment("Chat__DatabasePoolSize", plan.DatabasePool.PerReplica.ToString(CultureInfo.InvariantCulture))
            .WithHttpHealthCheck("/health");

    private static IResourceBuilder<ProjectResource> WithChatDeployment(
        this IResourceBuilder<ProjectResource> node, ChatPlan plan, ChatWorkload workload, AzureSite azure)
    {
        var drain = ChatDrain.For(workload.Clients, plan.Replicas);
        return node
            .WithEnvironment("Chat__DrainTimeout", drain.Timeout.ToString("c", CultureInfo.InvariantCulture))
            .WithWebhookKey(azure, node.ApplicationBuilder.AddGeneratedKey("chat-webhooks-key"))
            .PublishAsContainerApp(azure, new(plan.Container, ReplicaRange.Chat(plan), ScaleRules.Cpu(plan.UtilisationMax))
            {
                Ingress = new(External: false, Sticky: true),
                GraceSeconds = drain.GraceSeconds,
            });
    }
}
