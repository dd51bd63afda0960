using System.Runtime.CompilerServices;

namespace Gateway.Api.Composition.Pooling;

#pragma warning disable CA1822 // The compiler calls all members of a builder on an instance.

/// <summary>What a method answers that nobody awaits. Such a method catches everything: what it throws ends the process.</summary>
[AsyncMethodBuilder(typeof(DetachedBuilder))]
internal readonly struct Detached;

/// <summary>Builds those methods; their state is used again as soon as they end.</summary>
internal struct DetachedBuilder
{
    private PooledBuilder<bool> inner;

    public readonly Detached Task => default;

    public static DetachedBuilder Create() => default;

    public readonly void Start<TStateMachine>(ref TStateMachine stateMachine)
        where TStateMachine : IAsyncStateMachine => inner.Start(ref stateMachine);

    public readonly void SetStateMachine(IAsyncStateMachine stateMachine) => inner.SetStateMachine(stateMachine);

    public void SetResult()
    {
        inner.SetResult(true);
        Release();
    }

    public void SetException(Exception exception) => ThreadPool.QueueUserWorkItem(static thrown => throw thrown, exception, preferLocal: false);

    public void AwaitOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : INotifyCompletion
        where TStateMachine : IAsyncStateMachine => inner.AwaitOnCompleted(ref awaiter, ref stateMachine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TStateMachine>(ref TAwaiter awaiter, ref TStateMachine stateMachine)
        where TAwaiter : ICriticalNotifyCompletion
        where TStateMachine : IAsyncStateMachine => inner.AwaitUnsafeOnCompleted(ref awaiter, ref stateMachine);

    // The only one who could await it.
    private readonly void Release() => inner.Task.GetAwaiter().GetResult();
}
