using Bench.Lab.Running;

namespace Bench.Lab.Promises;

/// <summary>One kind of strain: starts what it needs, says what it does, and ends what it started.</summary>
/// <param name="progress">Is told each step.</param>
internal abstract class StrainRun(ILabProgress progress)
{
    protected const int Nodes = 2;
    private readonly List<KeptPromise> promises = [];

    /// <summary>Everything that was measured until now.</summary>
    public IReadOnlyList<KeptPromise> Promises => promises;

    /// <summary>Name of its command.</summary>
    public abstract string Name { get; }

    public abstract Task RunAsync(CancellationToken cancellationToken);

    protected void Keep(KeptPromise promise) => promises.Add(promise);

    protected void Step(string what) => progress.Step($"prove {Name}", what);
}
