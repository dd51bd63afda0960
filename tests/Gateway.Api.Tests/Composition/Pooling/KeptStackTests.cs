using Gateway.Api.Composition.Pooling;

namespace Gateway.Api.Tests.Composition.Pooling;

/// <summary>What is used again: the latest first, bounded, and never by two at once.</summary>
public sealed class KeptStackTests
{
    private const int Most = 256;

    [Fact]
    public void The_bound_holds_and_what_was_kept_comes_back_once()
    {
        var kept = new KeptStack<object>(Most);
        var items = Enumerable.Range(0, 4 * Most).Select(_ => new object()).ToList();

        var taken = items.Where(kept.TryPush).ToList();
        Assert.InRange(taken.Count, 1, Most);
        Assert.Equal(taken.Count, kept.Count);

        var back = new List<object>();
        while (kept.TryPop() is { } item)
        {
            back.Add(item);
        }

        Assert.Equal(taken.Count, back.Distinct().Count());
        Assert.Empty(back.Except(taken));
    }

    [Fact]
    public void A_small_load_after_a_large_one_uses_the_same_few_again()
    {
        var kept = new KeptStack<object>(Most);
        while (kept.TryPush(new object()))
        {
        }

        var used = new HashSet<object>();
        for (var i = 0; i < 10 * Most; i++)
        {
            var item = kept.TryPop()!;
            used.Add(item);
            kept.TryPush(item);
        }

        // A few, where the test was moved between processors, and not all that there are.
        Assert.InRange(used.Count, 1, Most / 2);
    }

    [Fact]
    public async Task Many_threads_never_have_the_same()
    {
        var kept = new KeptStack<StrongBox>(Most);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var item = kept.TryPop() ?? new();
                Assert.Equal(1, Interlocked.Increment(ref item.Users));
                Interlocked.Decrement(ref item.Users);
                kept.TryPush(item);
            }
        })));
    }

    private sealed class StrongBox
    {
        public int Users;
    }
}
