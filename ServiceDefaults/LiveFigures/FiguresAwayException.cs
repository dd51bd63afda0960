namespace ServiceDefaults.LiveFigures;

/// <summary>Redis, which holds the figures, does not answer.</summary>
public sealed class FiguresAwayException(string message, Exception? innerException = null) : Exception(message, innerException);
