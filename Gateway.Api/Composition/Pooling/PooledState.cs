using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Gateway.Api.Composition.Pooling;

/// <summary>What an asynchronous method leaves behind while it waits, and what its caller awaits.</summary>
internal abstract class PooledState<T> : IValueTaskSource<T>, IValueTaskSource
{
    // Whoever awaits goes on at once, on the thread that brought the result.
    private ManualResetValueTaskSourceCore<T> source;

    public short Version => source.Version;

    public void SetResult(T result) => source.SetResult(result);

    public void SetException(Exception exception) => source.SetException(exception);

    public T GetResult(short token)
    {
        // A second look at a state that somebody else may have by now.
        if (token != source.Version)
        {
            throw new InvalidOperationException("A pooled call was awaited twice.");
        }

        try
        {
            return source.GetResult(token);
        }
        finally
        {
            source.Reset();
            Return();
        }
    }

    void IValueTaskSource.GetResult(short token) => GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => source.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        source.OnCompleted(continuation, state, token, flags);

    /// <summary>Lets another call have it.</summary>
    protected abstract void Return();
}

/// <summary>The state of one method. Each thread keeps some that it needs next; what it has too many of goes to those that lack some.</summary>
internal sealed class PooledState<T, TStateMachine> : PooledState<T>
    where TStateMachine : IAsyncStateMachine
{
    /// <summary>States that a thread keeps of one method: as many as a request has under way.</summary>
    private const int KeptMax = 16;

    /// <summary>States that all threads share of one method.</summary>
    private const int SharedMax = 1_024;

    private static readonly ContextCallback Step = static state => ((PooledState<T, TStateMachine>)state!).StateMachine.MoveNext();
    private static readonly KeptStack<PooledState<T, TStateMachine>> Shared = new(SharedMax);

    [ThreadStatic]
    private static PooledState<T, TStateMachine>? kept;

    [ThreadStatic]
    private static int keptCount;

    private readonly Action goOn;
    private ExecutionContext? context;
    private PooledState<T, TStateMachine>? next;

    private PooledState() => goOn = GoOn;

    public TStateMachine StateMachine = default!;

    public static PooledState<T, TStateMachine> Take()
    {
        if (kept is not { } taken)
        {
            return Shared.TryPop() ?? new();
        }

        kept = taken.next;
        keptCount--;
        taken.next = null;
        return taken;
    }

    /// <summary>What to call when it may go on.</summary>
    public Action Waits()
    {
        context = ExecutionContext.Capture();
        return goOn;
    }

    protected override void Return()
    {
        (StateMachine, context) = (default!, null);
        if (keptCount < KeptMax)
        {
            next = kept;
            kept = this;
            keptCount++;
        }
        else
        {
            Shared.TryPush(this);
        }
    }

    private void GoOn()
    {
        var captured = context;
        context = null;
        if (captured is null || ReferenceEquals(captured, ExecutionContext.Capture()))
        {
            StepInPlace(captured);
        }
        else
        {
            ExecutionContext.Run(captured, Step, this);
        }
    }

    /// <summary>Most often whoever brings the result is in the caller's context already; what the step changes in it stays its own.</summary>
    private void StepInPlace(ExecutionContext? captured)
    {
        StateMachine.MoveNext();
        if (captured is not null && !ReferenceEquals(captured, ExecutionContext.Capture()))
        {
            ExecutionContext.Restore(captured);
        }
    }
}
