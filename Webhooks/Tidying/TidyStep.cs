namespace Webhooks;

/// <summary>A step of the tidying: the same statement again and again, a batch of deliveries or a page of endpoints at a time.</summary>
/// <param name="name">For the log.</param>
/// <param name="change">Runs the statement for endpoints behind the given one.</param>
/// <param name="changed">Is told how many deliveries a statement has changed.</param>
internal sealed class TidyStep(string name, Func<Guid, CancellationToken, Task<TidyBatch>> change, Action<int> changed)
{
    /// <summary>Most statements of a step in one round, so that no step keeps the others waiting.</summary>
    private const int StatementsMax = 25;

    private Guid after;

    public string Name => name;

    /// <summary>True where all is done; false where the next call goes on.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < StatementsMax; i++)
        {
            var batch = await change(after, cancellationToken);
            changed(batch.Rows);
            after = batch.Next ?? Guid.Empty;
            if (batch.Next is null)
            {
                return true;
            }
        }

        return false;
    }
}
