namespace AppHost.Start;

/// <summary>The system cannot start; the message is the one line that says why.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
