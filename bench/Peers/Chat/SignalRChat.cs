using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.SignalR;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace Peers.Chat;

/// <summary>Chats over SignalR.</summary>
internal static class SignalRChat
{
    /// <summary>
    /// As the documentation of SignalR leads to: a hub with groups, the Redis backplane between its nodes, and a row per message in
    /// PostgreSQL before anybody is told.
    /// </summary>
    public static async Task<int> RunSharedAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var settings = builder.Configuration;
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(settings.GetConnectionString("chatdb")!));
        AddSignalR(builder).AddStackExchangeRedis(settings.GetConnectionString("redis")!);
        var app = Build<BackplaneHub>(builder);
        await MessageTable.CreateAsync(app.Services.GetRequiredService<NpgsqlDataSource>());
        await app.RunAsync();
        return 0;
    }

    /// <summary>One node that shares nothing and keeps nothing.</summary>
    public static async Task<int> RunAloneAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        AddSignalR(builder);
        await Build<AloneHub>(builder).RunAsync();
        return 0;
    }

    private static ISignalRServerBuilder AddSignalR(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = Checks(builder.Configuration["Auth:DevelopmentKey"]!);
        });
        return builder.Services.AddSignalR();
    }

    private static WebApplication Build<THub>(WebApplicationBuilder builder)
        where THub : GroupHub
    {
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealthChecks("/health");
        app.MapHub<THub>("/hubs/chat");
        return app;
    }

    private static TokenValidationParameters Checks(string key) => new()
    {
        ValidIssuer = "https://development.localhost",
        ValidAudience = "backend",
        IssuerSigningKey = new SymmetricSecurityKey(Convert.FromBase64String(key)),
        ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
        NameClaimType = "sub",
    };
}
