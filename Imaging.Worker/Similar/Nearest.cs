namespace Imaging.Worker.Similar;

/// <summary>Keeps the best of all that it is shown.</summary>
internal sealed class Nearest(int count)
{
    private readonly PriorityQueue<string, float> kept = new(count + 1);

    /// <summary>How many are kept.</summary>
    public int Count => count;

    public void Offer(string imageId, float similarity)
    {
        if (kept.Count < count)
        {
            kept.Enqueue(imageId, similarity);
        }
        else if (kept.TryPeek(out _, out var worst) && similarity > worst)
        {
            kept.DequeueEnqueue(imageId, similarity);
        }
    }

    /// <summary>The best first; of two that are as good the one with the smaller id.</summary>
    public IReadOnlyList<(string ImageId, float Similarity)> Best() =>
        [.. kept.UnorderedItems.OrderByDescending(one => one.Priority).ThenBy(one => one.Element, StringComparer.Ordinal)];
}
