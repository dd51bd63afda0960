using System.Security.Claims;
using Chat.Api.Messages;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Chat.Api.Delivery;

/// <summary>
/// What a socket remembers of the token that opened it, for as long as it is open: who, in which roles, and since when. The token itself,
/// what was read of it and the claims that nobody asks for were a fifth of an idle socket's memory; and a secret that is not kept cannot leak.
/// </summary>
internal sealed class SocketPrincipal : IPostConfigureOptions<JwtBearerOptions>
{
    private static readonly string[] Kept = ["sub", "roles", "iat"];

    public void PostConfigure(string? name, JwtBearerOptions options)
    {
        options.SaveToken = false;
        options.Events.OnTokenValidated = KeepLittle;
    }

    private static Task KeepLittle(TokenValidatedContext context)
    {
        if (context.Request.IsForHub() && context.Principal?.Identity is ClaimsIdentity known)
        {
            var claims = known.Claims.Where(claim => Kept.Contains(claim.Type)).Select(claim => new Claim(claim.Type, claim.Value));
            context.Principal = new(new ClaimsIdentity(claims, known.AuthenticationType, known.NameClaimType, known.RoleClaimType));
            context.Request.Headers.Authorization = default;
        }

        return Task.CompletedTask;
    }
}
