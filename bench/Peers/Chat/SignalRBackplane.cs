using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace Peers.Chat;

/// <summary>
/// A chat as the documentation of SignalR leads to: a hub with groups, the Redis backplane between its nodes, and a row per message in
/// PostgreSQL before anybody is told. It speaks the methods of this system, so that the same clients load both.
/// </summary>
internal static class SignalRBackplane
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        var settings = builder.Configuration;
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create(settings.GetConnectionString("chatdb")!));
        builder.Services.AddSignalR().AddStackExchangeRedis(settings.GetConnectionString("redis")!);
        builder.Services.AddHealthChecks();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters = Checks(settings["Auth:DevelopmentKey"]!);
        });

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealthChecks("/health");
        app.MapHub<BackplaneHub>("/hubs/chat");
        await MessageTable.CreateAsync(app.Services.GetRequiredService<NpgsqlDataSource>());
        await app.RunAsync();
        return 0;
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
