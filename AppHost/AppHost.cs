using AppHost.Backing;
using AppHost.Services;
using AppHost.Start;

DashboardAddress.Choose();
try
{
    var builder = DistributedApplication.CreateBuilder(args);
    var port = GatewayPort.Choose(builder);
    var profile = ProfileChoice.Make(builder);
    var plan = PlanChoice.Make(builder, profile);

    // Stores
    var stores = await builder.AddBackingAsync(port, plan);

    // Services
    var chat = builder.AddChat(plan.Chat, profile.Chat.Workload, stores);
    var imaging = builder.AddImaging(plan.Imaging, stores, port);
    var storefront = builder.AddStorefront();

    // Edge
    var gateway = builder.AddProject<Projects.Gateway_Api>("gateway")
        .WithServiceDefaults()
        .WithGatewayEndpoint(port)
        .WithChat(chat, stores)
        .WithImaging(imaging, stores)
        .WithStorefront(storefront, stores)
        .WithLiveFigures(stores, profile)
        .WithConsole(stores)
        .WithHttpHealthCheck("/health")
        .WithExternalHttpEndpoints()
        .WithGatewayLinks()
        .WithDeployment(plan.Gateway, stores);

    builder.AddStartReport(gateway);
    await builder.Build().RunAsync();
    return Environment.ExitCode;
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
