namespace Bench.Imaging.Hostile;

/// <param name="Name">Of the file; an honest one has none.</param>
/// <param name="Code"><c>succeeded</c>, the error code, or <c>refused at once</c> by the API.</param>
/// <param name="Seconds">Time that a worker had it.</param>
/// <param name="Attempts">Times that a worker began.</param>
internal sealed record HostileOutcome(string Name, string Code, double Seconds, int Attempts)
{
    public const string Succeeded = "succeeded";
    public const string RefusedAtOnce = "refused at once";
}
