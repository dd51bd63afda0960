namespace Webhooks;

/// <summary>What was asked is understood and refused.</summary>
/// <param name="code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="status">HTTP status code.</param>
/// <param name="sentence">For people: what was wrong and what is allowed.</param>
public sealed class WebhookRefusedException(string code, int status, string sentence) : Exception(sentence)
{
    /// <summary>One of <see cref="ErrorCodes"/>.</summary>
    public string Code => code;

    /// <summary>HTTP status code.</summary>
    public int Status => status;
}
