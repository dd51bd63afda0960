using Bench.Lab.Processes;

namespace Bench.Tests.Lab;

/// <summary>The lab tells a node that still compiles from one that works.</summary>
public sealed class CompilerThreadsTests
{
    [Fact]
    public void What_a_compiler_thread_spends_is_counted_and_what_others_spend_is_not()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Linux alone lists the threads of a process by name.");
        var before = CompilerThreads.Read([Environment.ProcessId]);
        using var spent = new CountdownEvent(2);
        using var read = new ManualResetEventSlim();
        // The name that the runtime gives its own; the kernel keeps the beginning of it.
        Thread[] threads = [Begin(".NET Tiered Compilation Worker", spent, read), Begin("other", spent, read)];
        spent.Wait(TestContext.Current.CancellationToken);

        var seconds = CompilerThreads.Between(before, CompilerThreads.Read([Environment.ProcessId]));
        read.Set();
        Array.ForEach(threads, thread => thread.Join());

        // The runtime's own may have been at work as well; a second thread's whole share would be seen.
        Assert.InRange(seconds, Spent.TotalSeconds * 0.8, Spent.TotalSeconds * 1.8);
    }

    [Fact]
    public void A_process_that_has_ended_has_no_threads() => Assert.Empty(CompilerThreads.Read([int.MaxValue]));

    private static readonly TimeSpan Spent = TimeSpan.FromMilliseconds(400);

    private static Thread Begin(string name, CountdownEvent spent, ManualResetEventSlim read)
    {
        var thread = new Thread(() =>
        {
            Spend();
            spent.Signal();
            read.Wait();
        })
        { Name = name, IsBackground = true };
        thread.Start();
        return thread;
    }

    // Processor time of the thread, not of the clock: the machine may be busy.
    private static void Spend()
    {
        var thread = Path.Combine("/proc/thread-self", "schedstat");
        long Nanoseconds() => long.Parse(File.ReadAllText(thread).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        var began = Nanoseconds();
        while (Nanoseconds() - began < Spent.TotalMilliseconds * 1_000_000)
        {
            Thread.SpinWait(10_000);
        }
    }
}
