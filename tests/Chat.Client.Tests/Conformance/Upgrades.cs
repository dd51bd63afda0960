using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Chat.Client.Tests.Conformance;

/// <summary>Refuses WebSockets of a client, as a busy node or a proxy in between does, and sees by what transport each client comes.</summary>
internal sealed class Upgrades : IStartupFilter
{
    private readonly Lock exclusive = new();
    private readonly Dictionary<string, int> refusals = [];
    private readonly Dictionary<string, string> transports = [];

    public void Watch(IServiceCollection services) => services.AddTransient<IStartupFilter>(_ => this);

    /// <summary>The next WebSockets of who comes with this token are answered with 503.</summary>
    public void Refuse(string token, int count)
    {
        lock (exclusive)
        {
            refusals[token] = count;
        }
    }

    /// <summary>What served the token's bearer last: <c>webSockets</c>, <c>serverSentEvents</c>, <c>longPolling</c>, or nothing yet.</summary>
    public string? TransportOf(string token)
    {
        lock (exclusive)
        {
            return transports.GetValueOrDefault(token);
        }
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, pass) =>
        {
            if (context.Request.Path == "/hubs/chat" && HttpMethods.IsGet(context.Request.Method) && !Lets(context.Request))
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            await pass(context);
        });
        next(app);
    };

    private bool Lets(HttpRequest request)
    {
        var token = request.Query["access_token"].FirstOrDefault() ?? request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        var transport = request.Headers.Upgrade == "websocket" ? "webSockets"
            : request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal) ? "serverSentEvents" : "longPolling";
        lock (exclusive)
        {
            if (transport == "webSockets" && refusals.GetValueOrDefault(token) > 0)
            {
                refusals[token]--;
                return false;
            }

            transports[token] = transport;
            return true;
        }
    }
}
