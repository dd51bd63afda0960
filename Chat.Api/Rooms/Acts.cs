namespace Chat.Api.Rooms;

/// <summary>Names of the acts that the audit keeps.</summary>
internal static class Acts
{
    public const string MemberAdded = "member-added";
    public const string MemberRemoved = "member-removed";
    public const string RoleChanged = "role-changed";
    public const string RoomRenamed = "room-renamed";
    public const string RoomArchived = "room-archived";
    public const string RoomRestored = "room-restored";
    public const string Muted = "muted";
    public const string Unmuted = "unmuted";
    public const string Banned = "banned";
    public const string Unbanned = "unbanned";
    public const string SlowModeSet = "slow-mode-set";
    public const string RetentionSet = "retention-set";
    public const string InvitationCreated = "invitation-created";
    public const string InvitationRevoked = "invitation-revoked";
    public const string WebhookCreated = "webhook-created";
    public const string WebhookDeleted = "webhook-deleted";
    public const string WebhookRevived = "webhook-revived";

    /// <summary>Written by the persister, with the entry that deletes the message.</summary>
    public const string MessageDeleted = "message-deleted";
}
