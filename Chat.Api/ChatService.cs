using Chat.Api.Delivery;
using Chat.Api.Messages;
using Chat.Api.Rooms;
using Chat.Api.Storage;

namespace Chat.Api;

/// <summary>The service, composed: <c>Program.cs</c> runs it, tests start several.</summary>
internal static class ChatService
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddServiceDefaults();
        builder.AddSockets();
        builder.AddStorage();
        builder.AddLiveFigures("chat", ChatFigures.Choose);
        builder.Services
            .AddRooms()
            .AddMessages()
            .AddDelivery();

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
