namespace Chat.Api.Revocation;

/// <summary>A user's tokens of before a moment count no more.</summary>
/// <param name="User">Id of the user.</param>
/// <param name="Before">UTC; tokens issued in that second or earlier are refused.</param>
internal sealed record UserRevocation(string User, DateTime Before);

/// <param name="User">Id of the user whose tokens are to count no more.</param>
internal sealed record RevocationRequest(string? User);
