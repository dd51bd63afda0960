namespace Chat.Api;

/// <summary>Codes that chat says on the hub, over HTTP and in <c>Cut</c>; the table is <c>docs/errors.md</c>.</summary>
internal static class ErrorCodes
{
    public const string RoomNotFound = "room-not-found";
    public const string RoomExists = "room-exists";
    public const string RoomIdInvalid = "room-id-invalid";
    public const string RoomIdReserved = "room-id-reserved";
    public const string RoomNameInvalid = "room-name-invalid";
    public const string RoomKindInvalid = "room-kind-invalid";
    public const string RoomFull = "room-full";
    public const string TooManyRooms = "too-many-rooms";
    public const string NotAMember = "not-a-member";
    public const string NotAllowed = "not-allowed";
    public const string RoleInvalid = "role-invalid";
    public const string UserInvalid = "user-invalid";
    public const string TextEmpty = "text-empty";
    public const string TextTooLong = "text-too-long";
    public const string TextInvalid = "text-invalid";
    public const string IdInvalid = "id-invalid";
    public const string IdTooOld = "id-too-old";
    public const string AttachmentsInvalid = "attachments-invalid";
    public const string MentionsInvalid = "mentions-invalid";
    public const string EmojiInvalid = "emoji-invalid";
    public const string MessageNotFound = "message-not-found";
    public const string PositionInvalid = "position-invalid";
    public const string RangeInvalid = "range-invalid";
    public const string TooFast = "too-fast";
    public const string TooBusy = "too-busy";
    public const string BacklogFull = "backlog-full";
    public const string NotStored = "not-stored";
    public const string Unavailable = "unavailable";
    public const string Draining = "draining";
    public const string Slow = "slow";
    public const string Banned = "banned";
    public const string Muted = "muted";
    public const string SlowMode = "slow-mode";
    public const string SlowModeInvalid = "slow-mode-invalid";
    public const string UntilInvalid = "until-invalid";
    public const string ReasonInvalid = "reason-invalid";
    public const string TooManyMutes = "too-many-mutes";
    public const string LastOwner = "last-owner";
    public const string RoomArchived = "room-archived";
    public const string CursorInvalid = "cursor-invalid";
    public const string InvitationInvalid = "invitation-invalid";
    public const string InvitationNotFound = "invitation-not-found";
    public const string InvitationRevoked = "invitation-revoked";
    public const string InvitationExpired = "invitation-expired";
    public const string InvitationUsedUp = "invitation-used-up";
    public const string TooManyInvitations = "too-many-invitations";
    public const string ReplyNotFound = "reply-not-found";
    public const string QueryInvalid = "query-invalid";
    public const string QueryTooBroad = "query-too-broad";
    public const string RetentionInvalid = "retention-invalid";
    public const string TooManyRequests = "too-many-requests";
    public const string TooManyConnections = "too-many-connections";
    public const string Revoked = "revoked";
}
