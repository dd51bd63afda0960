using System.Runtime.CompilerServices;

namespace Gateway.Api.Composition.Pooling;

#pragma warning disable CA1822 // The compiler calls all members of a builder on an instance.

/// <summary>
/// Builds asynchronous methods whose state is used again. The runtime's own builder of this kind keeps one state for each thread and core;
/// a composed request has one of a kind under way for each of its parts, so most of them would be made anew.
/// </summary>
internal struct PooledBuilder<T>
{
    private PooledState<T>? state;
    private T result;
    private Exception? failure;

    /// <summary>What the caller awaits, once.</summary>
    public readonly ValueTask<T> Task =>
        state is not null ? new(state, state.Version)
        : failure is not null ? ValueTask.FromException<T>(failure)
        : new(result);

    /// <summary>The same for a caller that wants no result.</summary>
    public readonly ValueTask TaskWithoutResult =>
        state is not null ? new(state, state.Version)
        : failure is not null ? ValueTask.FromException(failure)
        : ValueTask.CompletedTask;

    public static PooledBuilder<T> Create() => default;

    // Keeps what the method changes in the caller's context from the caller, as every builder does.
    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => AsyncValueTaskMethodBuilder.Create().Start(ref stateMachine);

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine)
    {
        // Only builders whose states are boxed by the compiler's own hand need it.
    }

    public void SetResult(T value)
    {
        if (state is null)
        {
            result = value;
        }
        else
        {
            state.SetResult(value);
        }
    }

    public void SetException(Exception exception)
    {
        if (state is null)
        {
            failure = exception;
        }
        else
        {
            state.SetException(exception);
        }
    }

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.OnCompleted(Keep(ref stateMachine).Waits());

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(Keep(ref stateMachine).Waits());

    private PooledState<T, TStateMachine> Keep<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine
    {
        if (state is PooledState<T, TStateMachine> kept)
        {
            return kept;
        }

        // This builder is a member of the state machine: it must know its state before both are copied there.
        var taken = PooledState<T, TStateMachine>.Take();
        state = taken;
        taken.StateMachine = stateMachine;
        return taken;
    }
}

/// <summary>The same for methods without a result.</summary>
internal struct PooledBuilder
{
    private PooledBuilder<bool> inner;

    /// <summary>What the caller awaits, once.</summary>
    public readonly ValueTask Task => inner.TaskWithoutResult;

    public static PooledBuilder Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => inner.Start(ref stateMachine);

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => inner.SetStateMachine(stateMachine);

    public void SetResult() => inner.SetResult(true);

    public void SetException(Exception exception) => inner.SetException(exception);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => inner.AwaitOnCompleted(ref awaiter, ref stateMachine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => inner.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);
}
