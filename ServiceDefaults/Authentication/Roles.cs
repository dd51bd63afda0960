namespace ServiceDefaults.Authentication;

/// <summary>Roles that a token may carry in its <c>roles</c> claim.</summary>
public static class Roles
{
    /// <summary>May revoke users and do whatever a moderator may.</summary>
    public const string Admin = "admin";

    /// <summary>May read figures and health in detail.</summary>
    public const string Operator = "operator";

    /// <summary>May moderate every room.</summary>
    public const string Moderator = "moderator";
}
