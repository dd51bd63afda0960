using System.Security.Claims;
using ServiceDefaults.Authentication;
using AppRoles = ServiceDefaults.Authentication.Roles;

namespace Chat.Api.Rooms;

/// <summary>Who calls, with what the token says of the whole system.</summary>
/// <param name="User">Id of the user.</param>
/// <param name="IsAdmin">May do what an owner may, in every room.</param>
/// <param name="IsModerator">May do what a moderator may, in every room.</param>
internal sealed record Caller(string User, bool IsAdmin, bool IsModerator)
{
    public static Caller Of(ClaimsPrincipal principal) =>
        new(principal.UserId(), principal.IsInRole(AppRoles.Admin), principal.IsInRole(AppRoles.Moderator));
}
