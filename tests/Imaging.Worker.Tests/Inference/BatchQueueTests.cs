using System.Collections.Concurrent;
using Imaging.Worker.Inference.Batching;
using Microsoft.Extensions.Time.Testing;
using Support;

namespace Imaging.Worker.Tests.Inference;

/// <summary>A device that doubles numbers; a number's sign is its shape.</summary>
public sealed class BatchQueueTests : IAsyncDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider time = new();
    private readonly ConcurrentQueue<int[]> batches = new();
    private readonly BatchQueue<int, int, int> queue;
    private readonly ManualResetEventSlim free = new(initialState: true);
    private Func<int, bool> isBad = _ => false;

    public BatchQueueTests() => queue = new(Run, Math.Sign, new(Most: 4, Delay, Waiting: 6), time);

    public async ValueTask DisposeAsync()
    {
        free.Set();
        await queue.DisposeAsync();
        free.Dispose();
    }

    [Fact]
    public async Task A_full_batch_goes_at_once_and_each_gets_its_own_answer()
    {
        var answers = await Task.WhenAll(Ask(1, 2, 3, 4)).WaitAsync(Patience);

        Assert.Equal([2, 4, 6, 8], answers);
        Assert.Equal([1, 2, 3, 4], Assert.Single(batches));
    }

    [Fact]
    public async Task A_lone_item_waits_no_longer_than_the_delay()
    {
        var answer = Ask(7).Single();
        await HoldsAsync("one item to wait", () => queue.Waiting == 1);
        Assert.Empty(batches);

        await PassAsync(answer);

        Assert.Equal(14, await answer.WaitAsync(Patience));
        Assert.Equal([7], Assert.Single(batches));
    }

    [Fact]
    public async Task Shapes_are_not_mixed_and_the_first_to_come_is_the_first_to_go()
    {
        var all = Task.WhenAll(Ask(1, -2, 3, -4));
        await HoldsAsync("four items to wait", () => queue.Waiting == 4);

        await PassAsync(all);

        var answers = await all.WaitAsync(Patience);
        Assert.Equal([2, -4, 6, -8], answers);
        Assert.Equal([[1, 3], [-2, -4]], batches);
    }

    [Fact]
    public async Task More_than_fit_wait_for_a_place()
    {
        free.Reset();
        var running = Ask(1, 2, 3, 4);
        await HoldsAsync("a running batch", () => batches.Count == 1);

        var waiting = Ask(11, 12, 13, 14, 15, 16);
        var beyond = Ask(17, 18);
        await HoldsAsync("a full queue", () => queue.Waiting == 6);
        Assert.All(beyond, task => Assert.False(task.IsCompleted));

        free.Set();
        var all = Task.WhenAll(running.Concat(waiting).Concat(beyond));
        await PassAsync(all);
        var answers = await all.WaitAsync(Patience);
        Assert.Equal([2, 4, 6, 8, 22, 24, 26, 28, 30, 32, 34, 36], answers);
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, 4));
    }

    [Fact]
    public async Task One_that_is_cancelled_leaves_its_place_and_is_not_run()
    {
        free.Reset();
        var running = Ask(1, 2, 3, 4);
        await HoldsAsync("a running batch", () => batches.Count == 1);
        using var cancellation = new CancellationTokenSource();
        var cancelled = queue.RunAsync(99, cancellation.Token);
        var kept = Ask(5, 6, 7, 8);
        await HoldsAsync("five items to wait", () => queue.Waiting == 5);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Patience));
        Assert.Equal(4, queue.Waiting);
        free.Set();
        await Task.WhenAll(running.Concat(kept)).WaitAsync(Patience);
        Assert.DoesNotContain(99, batches.SelectMany(batch => batch));
    }

    [Fact]
    public async Task One_that_is_cancelled_while_it_runs_is_forgotten_alone()
    {
        free.Reset();
        using var cancellation = new CancellationTokenSource();
        var cancelled = queue.RunAsync(1, cancellation.Token);
        var others = Ask(2, 3, 4);
        await HoldsAsync("a running batch", () => batches.Count == 1);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Patience));
        free.Set();
        var answers = await Task.WhenAll(others).WaitAsync(Patience);
        Assert.Equal([4, 6, 8], answers);
    }

    [Fact]
    public async Task A_failing_batch_is_run_one_by_one_so_that_only_the_guilty_fails()
    {
        isBad = number => number == 3;

        var tasks = Ask(1, 2, 3, 4);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => tasks[2].WaitAsync(Patience));
        Assert.Equal("3 is bad.", failure.Message);
        var answers = await Task.WhenAll(new[] { tasks[0], tasks[1], tasks[3] }).WaitAsync(Patience);
        Assert.Equal([2, 4, 8], answers);
        Assert.Equal([[1, 2, 3, 4], [1], [2], [3], [4]], batches);
    }

    [Fact]
    public async Task What_waits_when_the_queue_closes_is_still_run_and_no_more_is_taken()
    {
        var answer = Ask(5).Single();
        await HoldsAsync("one item to wait", () => queue.Waiting == 1);

        await queue.DisposeAsync();

        Assert.Equal(10, await answer.WaitAsync(Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.RunAsync(6, CancellationToken.None));
    }

    /// <summary>Lets time pass until it is done: a timer may be armed only after the clock was turned.</summary>
    private async Task PassAsync(Task until) => await HoldsAsync("answers as time passes", () =>
    {
        time.Advance(Delay);
        return until.IsCompleted;
    });

    private static Task HoldsAsync(string what, Func<bool> holds) =>
        Eventually.BecomesAsync(what, () => Task.FromResult(holds()), held => held);

    private List<Task<int>> Ask(params int[] numbers) => [.. numbers.Select(number => queue.RunAsync(number, CancellationToken.None))];

    private IReadOnlyList<int> Run(IReadOnlyList<int> numbers)
    {
        batches.Enqueue([.. numbers]);
        free.Wait();
        return [.. numbers.Select(number => isBad(number) ? throw new InvalidOperationException($"{number} is bad.") : 2 * number)];
    }
}
