namespace ServiceDefaults.Authentication;

/// <summary>Whose tokens a service accepts (<c>Auth</c>).</summary>
public sealed class SignInOptions
{
    /// <summary>OIDC issuer whose published keys sign the tokens, an https address. Required outside Development.</summary>
    public string? Authority { get; set; }

    /// <summary>Audience that a token must name. Required outside Development.</summary>
    public string? Audience { get; set; }

    /// <summary>Client id that the console signs in with (code + PKCE). Without it the console shows public pages only.</summary>
    /// <remarks>A deployment without one sets it empty.</remarks>
    public string? ClientId { get; set => field = string.IsNullOrWhiteSpace(value) ? null : value; }

    /// <summary>Base64 of 32 random bytes, made by the AppHost for each run. Development only; refused elsewhere.</summary>
    public string? DevelopmentKey { get; set; }
}
