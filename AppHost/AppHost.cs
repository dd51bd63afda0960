using AppHost.Backing;
using AppHost.Services;
using AppHost.Start;
using Capacity;

DashboardAddress.Choose();
try
{
    var builder = DistributedApplication.CreateBuilder(args);
    var port = GatewayPort.Choose(builder);
    var profile = ProfileChoice.Make(builder);
    var plan = DeploymentPlan.From(profile);

    // Stores
    var stores = await builder.AddBackingAsync(port, plan.PostgresMaxConnections);

    // Services
    var chat = builder.AddChat(plan.Chat, stores);
    var imaging = builder.AddImaging(plan.Imaging, stores, port);
    var storefront = builder.AddStorefront();

    // Edge
    var gateway = builder.AddProject<Projects.Gateway_Api>("gateway")
        .WithServiceDefaults()
        .WithGatewayEndpoint(port)
        .WithChat(chat)
        .WithReference(imaging.Api).WaitFor(imaging.Api)
        .WithStorefront(storefront)
        .WithLiveFigures(stores, profile)
        .WithConsole(stores)
        .WithHttpHealthCheck("/health")
        .WithExternalHttpEndpoints()
        .WithGatewayLinks();

    builder.AddStartReport(gateway);
    await builder.Build().RunAsync();
    return 0;
}
catch (OperationCanceledException)
{
    // Stopped before everything was up.
    return 0;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
