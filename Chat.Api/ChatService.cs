using Chat.Api.Delivery;
using Chat.Api.Invitations;
using Chat.Api.Limits;
using Chat.Api.Messages;
using Chat.Api.Moderation;
using Chat.Api.Presence;
using Chat.Api.Reading;
using Chat.Api.Retention;
using Chat.Api.Revocation;
using Chat.Api.Rooms;
using Chat.Api.Search;
using Chat.Api.Shedding;
using Chat.Api.Storage;
using Webhooks;

namespace Chat.Api;

/// <summary>The service, composed: <c>Program.cs</c> runs it, tests start several.</summary>
internal static class ChatService
{
    /// <param name="args">Arguments of the program.</param>
    /// <param name="customise">Changes services when all are registered: for programs that are built around this one.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? customise = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddSockets();
        builder.AddStorage();
        builder.AddLiveFigures("chat", ChatFigures.Choose);
        builder.Services
            .AddRooms()
            .AddModeration()
            .AddInvitations()
            .AddSearch()
            .AddRetention()
            .AddMessages()
            .AddDelivery()
            .AddPresence()
            .AddReading()
            .AddLimits()
            .AddShedding()
            .AddRevocation()
            .AddWebhooks();
        customise?.Invoke(builder.Services);

        var app = builder.Build();

        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseForwardedHeaders();
        app.UseConnectLimit();
        app.UseAuthentication();
        app.UseRevocations();
        app.UseRoutingRefusals();
        app.UseAuthorization();
        app.MapDefaultEndpoints();
        app.MapRooms();
        app.MapReading();
        app.MapRevocations();
        app.MapChatHub();
        return app;
    }
}
