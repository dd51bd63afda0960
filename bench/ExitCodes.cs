namespace Bench;

/// <summary>What the exit code of a command means.</summary>
internal static class ExitCodes
{
    /// <summary>Done. A load that does not fit its server is an answer, not an error.</summary>
    public const int Done = 0;

    /// <summary>A value is not allowed; each is a line on standard error.</summary>
    public const int BadValue = 1;

    /// <summary>A load was stopped or failed; what it had measured was printed and written.</summary>
    public const int Incomplete = 3;

    /// <summary>A comparison found something worse. The same as <see cref="BadValue"/>: for a script, both are a no.</summary>
    public const int Worse = 1;

    /// <summary>The command line itself could not be read.</summary>
    public const int Usage = 2;

    /// <summary>A proof found a promise broken.</summary>
    public const int Violated = 4;

    /// <summary>A defect of this program.</summary>
    public const int Defect = 70;
}
