using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Client.Tests.Conformance;

/// <summary>Lets a page of another origin call the nodes: here each client has an address of its own, where the gateway has one for all.</summary>
internal sealed class OtherOrigins : IStartupFilter
{
    public static void Allow(IServiceCollection services) => services.AddCors().AddTransient<IStartupFilter, OtherOrigins>();

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseCors(policy => policy.SetIsOriginAllowed(_ => true).AllowAnyHeader().AllowAnyMethod().AllowCredentials());
        next(app);
    };
}
