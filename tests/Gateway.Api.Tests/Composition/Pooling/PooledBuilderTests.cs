using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Pooling;

namespace Gateway.Api.Tests.Composition.Pooling;

#pragma warning disable CA2012 // How often a call is awaited is what is tested.

/// <summary>Methods whose state is used again behave as any other.</summary>
public sealed class PooledBuilderTests
{
    private static readonly AsyncLocal<string> Local = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Results_and_exceptions_reach_the_caller(bool waits)
    {
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(2 * i, await TwiceAsync(i, waits));
            Assert.Equal("odd", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await ThrowAsync(waits))).Message);
            await NothingAsync(waits);
        }
    }

    [Fact]
    public async Task Many_at_once_do_not_mix()
    {
        var sums = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var wrong = 0;
            for (var round = 0; round < 500; round++)
            {
                var calls = Enumerable.Range(0, 10).Select(i => TwiceAsync((worker * 1_000) + i, waits: true)).ToArray();
                for (var i = 0; i < calls.Length; i++)
                {
                    wrong += await calls[i] == 2 * ((worker * 1_000) + i) ? 0 : 1;
                }
            }

            return wrong;
        })));

        Assert.All(sums, wrong => Assert.Equal(0, wrong));
    }

    [Fact]
    public async Task What_is_local_to_a_caller_flows_in_and_not_out()
    {
        Local.Value = "caller";

        Assert.Equal("caller callee", await LocalAsync());
        Assert.Equal("caller", Local.Value);
        Local.Value = "another";
        Assert.Equal("another callee", await LocalAsync());
    }

    [Fact]
    public async Task A_state_is_used_again_and_its_first_caller_cannot_look_again()
    {
        var gate = new TaskCompletionSource();
        var first = GatedAsync(gate.Task);
        gate.SetResult();
        await first;
        gate = new();
        var second = GatedAsync(gate.Task);

        Assert.Throws<InvalidOperationException>(() => first.GetAwaiter().GetResult());
        gate.SetResult();
        Assert.Equal(7, await second);
    }

    [Fact]
    public void Waiting_allocates_nothing_once_states_are_there()
    {
        var gates = Enumerable.Range(0, 50).Select(_ => new Gate()).ToArray();
        Round(gates);
        Round(gates);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Round(gates);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task A_method_that_nobody_awaits_runs_to_its_end()
    {
        var (gate, done) = (new TaskCompletionSource(), new TaskCompletionSource<string>());
        Local.Value = "caller";

        _ = DetachedAsync(gate.Task, done);
        Local.Value = "changed";
        gate.SetResult();

        Assert.Equal("caller", await done.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    private static void Round(Gate[] gates)
    {
        foreach (var gate in gates)
        {
            gate.Call = GatedAsync(gate);
        }

        foreach (var gate in gates)
        {
            gate.Open();
        }

        foreach (var gate in gates)
        {
            gate.Call.GetAwaiter().GetResult();
        }
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private static async ValueTask<int> TwiceAsync(int number, bool waits)
    {
        if (waits)
        {
            await Task.Yield();
        }

        return 2 * number;
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private static async ValueTask<int> ThrowAsync(bool waits)
    {
        if (waits)
        {
            await Task.Yield();
        }

        throw new InvalidOperationException("odd");
    }

    [AsyncMethodBuilder(typeof(PooledBuilder))]
    private static async ValueTask NothingAsync(bool waits)
    {
        if (waits)
        {
            await Task.Yield();
        }
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private static async ValueTask<string> LocalAsync()
    {
        var before = Local.Value;
        Local.Value = "callee";
        await Task.Yield();
        return $"{before} {Local.Value}";
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private static async ValueTask<int> GatedAsync(Task gate)
    {
        await gate;
        return 7;
    }

    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    private static async ValueTask<int> GatedAsync(Gate gate)
    {
        await gate;
        return 7;
    }

    private static async Detached DetachedAsync(Task gate, TaskCompletionSource<string> done)
    {
        await gate;
        done.SetResult(Local.Value!);
    }

    /// <summary>Something to wait for that allocates nothing.</summary>
    private sealed class Gate : ICriticalNotifyCompletion
    {
        private Action? goOn;

        public ValueTask<int> Call { get; set; }

        public bool IsCompleted => false;

        public Gate GetAwaiter() => this;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => goOn = continuation;

        public void UnsafeOnCompleted(Action continuation) => goOn = continuation;

        public void Open() => goOn!();
    }
}
