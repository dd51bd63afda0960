namespace Peers.Gateway;

/// <summary>YARP as its documentation starts it: a route, a cluster, nothing else.</summary>
internal static class PlainYarp
{
    /// <param name="args">None; <c>Upstream:catalog</c> is where the service listens.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ReverseProxy:Routes:catalog:ClusterId"] = "catalog",
            ["ReverseProxy:Routes:catalog:Match:Path"] = "/catalog/{**rest}",
            ["ReverseProxy:Routes:catalog:Transforms:0:PathRemovePrefix"] = "/catalog",
            ["ReverseProxy:Clusters:catalog:Destinations:catalog:Address"] = builder.Configuration["Upstream:catalog"],
        });
        builder.Services.AddReverseProxy().LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"));

        var app = builder.Build();
        app.MapGet("/health", () => "ready");
        app.MapReverseProxy();
        await app.RunAsync();
        return 0;
    }
}
