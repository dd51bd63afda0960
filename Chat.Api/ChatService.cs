using Chat.Api.Delivery;
using Chat.Api.Invitations;
using Chat.Api.Messages;
using Chat.Api.Moderation;
using Chat.Api.Retention;
using Chat.Api.Rooms;
using Chat.Api.Search;
using Chat.Api.Storage;
using Webhooks;

namespace Chat.Api;

/// <summary>The service, composed: <c>Program.cs</c> runs it, tests start several.</summary>
internal static class ChatService
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
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
            .AddWebhooks();

        var app = builder.Build();

        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseRoutingRefusals();
        app.UseAuthorization();
        app.MapDefaultEndpoints();
        app.MapRooms();
        app.MapChatHub();
        return app;
    }
}
