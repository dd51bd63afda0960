using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Chat.Client.Tests.Conformance;

/// <summary>What runners of every language ask, on loopback (clients/conformance/README.md).</summary>
internal sealed class ControlEndpoint : IAsyncDisposable
{
    private readonly Service service;
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Case> cases = new();

    private ControlEndpoint(Service service)
    {
        this.service = service;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        app = builder.Build();
        app.MapBrowserPage();
        app.MapPost("/cases", OpenAsync);
        app.MapPost("/cases/{id}/faults", BreakAsync);
        app.MapGet("/cases/{id}/log", CountAsync);
        app.MapGet("/cases/{id}/transports", Transports);
        app.MapDelete("/cases/{id}", CloseAsync);
    }

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<ControlEndpoint> StartAsync(Service service)
    {
        var control = new ControlEndpoint(service);
        await control.app.StartAsync();
        return control;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var left in cases.Values)
        {
            await left.DisposeAsync();
        }

        await app.DisposeAsync();
    }

    private async Task<IResult> OpenAsync(Opening opening)
    {
        var id = Guid.NewGuid().ToString("N");
        var opened = await Case.OpenAsync(service, opening.Clients);
        cases[id] = opened;
        return Results.Json(opened.Describe(id));
    }

    private Task BreakAsync(string id, Fault fault) => cases[id].BreakAsync(fault);

    private async Task<IResult> CountAsync(string id) => Results.Json(new { messages = await cases[id].CountAsync() });

    private IResult Transports(string id) => Results.Json(cases[id].Transports());

    private async Task CloseAsync(string id)
    {
        if (cases.TryRemove(id, out var closed))
        {
            await closed.DisposeAsync();
        }
    }

    private sealed record Opening(IReadOnlyList<string> Clients);
}
