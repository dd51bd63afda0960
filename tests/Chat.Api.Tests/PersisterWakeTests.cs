using System.Runtime.ExceptionServices;
using Chat.Api.Storage;

namespace Chat.Api.Tests;

/// <summary>What wakes the persister is told hundreds of times a second, mostly while it is awake.</summary>
public sealed class PersisterWakeTests
{
    [Fact]
    public async Task Marks_of_an_awake_persister_are_kept_wake_it_once_and_throw_nothing()
    {
        using var wake = new PersisterWake(redis: null!, partitions: null!);
        var thread = Environment.CurrentManagedThreadId;
        var thrown = new List<Exception>();
        void Note(object? sender, FirstChanceExceptionEventArgs first)
        {
            if (Environment.CurrentManagedThreadId == thread)
            {
                thrown.Add(first.Exception);
            }
        }

        AppDomain.CurrentDomain.FirstChanceException += Note;
        try
        {
            foreach (var partition in Enumerable.Range(0, 10))
            {
                wake.Mark(partition);
            }
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Note;
        }

        Assert.Empty(thrown);
        Assert.True(wake.WaitAsync(TimeSpan.Zero, TestContext.Current.CancellationToken).IsCompleted);
        Assert.Equal([0, 1, 2, 3, 9], wake.Take([0, 1, 2, 3, 9, 63]));
        var second = wake.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        wake.Mark(63);
        await second;
    }
}
