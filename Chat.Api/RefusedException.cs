namespace Chat.Api;

/// <summary>What was asked is understood and refused: a <c>HubException</c> on the hub, problem details over HTTP.</summary>
/// <param name="code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="status">HTTP status code where it is said over HTTP.</param>
/// <param name="sentence">For people: what was wrong and what is allowed.</param>
/// <param name="retryAfter">When it makes sense to ask again, where that is known.</param>
internal sealed class RefusedException(string code, int status, string sentence, TimeSpan? retryAfter = null) : Exception(sentence)
{
    public string Code => code;

    public TimeSpan? RetryAfter => retryAfter;

    public int Status => status;

    public static RefusedException BadRequest(string code, string sentence) => new(code, StatusCodes.Status400BadRequest, sentence);

    public static RefusedException Forbidden(string code, string sentence) => new(code, StatusCodes.Status403Forbidden, sentence);

    public static RefusedException NotFound(string code, string sentence) => new(code, StatusCodes.Status404NotFound, sentence);

    public static RefusedException Conflict(string code, string sentence) => new(code, StatusCodes.Status409Conflict, sentence);

    public static RefusedException Unavailable(string code, string sentence) => new(code, StatusCodes.Status503ServiceUnavailable, sentence);
}
