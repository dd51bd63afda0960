namespace Chat.Api.Invitations;

/// <param name="ExpiresInMinutes">1 minute to 90 days. Default: 7 days.</param>
/// <param name="MaxUses">Users that may join by it, 1 to 100,000; null for any number.</param>
internal sealed record InvitationRequest(int? ExpiresInMinutes, int? MaxUses);

/// <summary>An invitation as the moderators of its room see it.</summary>
internal sealed record Invitation(
    Guid Id, string CreatedBy, DateTime CreatedAt, DateTime ExpiresAt, int Uses, int? MaxUses, DateTime? RevokedAt);

/// <summary>The only answer that holds the token.</summary>
/// <param name="Id">For the list and for revoking.</param>
/// <param name="Token">Who has it may join: 22 letters, digits, dashes and underscores for a link.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="MaxUses">Null for any number.</param>
internal sealed record NewInvitation(Guid Id, string Token, DateTime ExpiresAt, int? MaxUses);

internal sealed record RedeemRequest(string? Token);
