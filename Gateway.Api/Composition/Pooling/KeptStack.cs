namespace Gateway.Api.Composition.Pooling;

/// <summary>
/// Objects to be used again, the latest first: that one is in the processor's cache still. A queue would walk through all that the busiest moment
/// has left, for ever. A few stacks, one for each processor, so that threads seldom meet; where its own is empty a thread looks at the others.
/// </summary>
/// <param name="most">Objects that are kept, in all.</param>
internal sealed class KeptStack<T>(int most)
    where T : class
{
    private const int StacksMax = 16;

    private readonly Stack[] stacks = [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, StacksMax)).Select(_ => new Stack())];

    /// <summary>Objects that are kept now.</summary>
    public int Count => stacks.Sum(stack => stack.Count);

    /// <summary>Keeps one; false where there are enough.</summary>
    public bool TryPush(T item) => Own.TryPush(item, Math.Max(1, most / stacks.Length));

    /// <summary>One that was kept, or null.</summary>
    public T? TryPop()
    {
        var own = Own;
        if (own.TryPop() is { } item)
        {
            return item;
        }

        foreach (var stack in stacks)
        {
            if (stack != own && stack.TryPop() is { } other)
            {
                return other;
            }
        }

        return null;
    }

    private Stack Own => stacks[Thread.GetCurrentProcessorId() % stacks.Length];

    private sealed class Stack
    {
        private const int LengthAtFirst = 16;

        private readonly Lock exclusive = new();
        private T?[] items = new T?[LengthAtFirst];
        private int count;

        public int Count => Volatile.Read(ref count);

        public bool TryPush(T item, int most)
        {
            if (Count >= most)
            {
                return false;
            }

            lock (exclusive)
            {
                if (count == items.Length)
                {
                    Array.Resize(ref items, items.Length * 2);
                }

                items[count++] = item;
                return true;
            }
        }

        public T? TryPop()
        {
            if (Count == 0)
            {
                return null;
            }

            lock (exclusive)
            {
                if (count == 0)
                {
                    return null;
                }

                var item = items[--count];
                items[count] = null;
                return item;
            }
        }
    }
}
