using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Tracing;

namespace Gateway.Api.Composition.Parts;

/// <summary>Identical calls at one time are one: the first asks, the others wait with it. It ends early only when all have gone.</summary>
internal sealed class Flights
{
    private readonly ConcurrentDictionary<string, Flight> flights = new(StringComparer.Ordinal);

    /// <summary>Calls on their way.</summary>
    public int Count => flights.Count;

    /// <summary>The answer, held for the caller.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; others may still wait.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<PartAnswer> JoinAsync(string key, PartCall call, CancellationToken caller)
    {
        var flight = Enter(key, call);
        try
        {
            var answer = flight.Answer;
            return (answer.IsCompleted ? await answer : await answer.WaitAsync(caller)).Hold();
        }
        finally
        {
            flight.Leave();
        }
    }

    private Flight Enter(string key, PartCall call)
    {
        while (true)
        {
            if (flights.TryGetValue(key, out var flight))
            {
                if (flight.TryEnter())
                {
                    PartTrace.Coalesced();
                    return flight;
                }

                // Everybody left it: it is on its way out of the table.
                flights.TryRemove(new(key, flight));
            }

            flight = new(call.NewClock());
            if (flights.TryAdd(key, flight))
            {
                _ = flight.FlyAsync(this, key, call);
                return flight;
            }

            flight.Drop();
        }
    }

    private sealed class Flight(CancellationTokenSource stop)
    {
        // Whoever waits goes on at once, on the thread that brought the answer.
        private readonly TaskCompletionSource<PartAnswer> answer = new();
        private int waiting = 1;
        private int ends;

        public Task<PartAnswer> Answer => answer.Task;

        /// <summary>False where everybody left: such a flight is being called off.</summary>
        public bool TryEnter()
        {
            var seen = Volatile.Read(ref waiting);
            while (seen > 0)
            {
                var before = Interlocked.CompareExchange(ref waiting, seen + 1, seen);
                if (before == seen)
                {
                    return true;
                }

                seen = before;
            }

            return false;
        }

        public void Leave()
        {
            if (Interlocked.Decrement(ref waiting) > 0)
            {
                return;
            }

            if (!answer.Task.IsCompleted)
            {
                stop.Cancel();
            }

            End();
        }

        public async Task FlyAsync(Flights flights, string key, PartCall call)
        {
            var found = await call.RunAsync(stop.Token);
            flights.flights.TryRemove(new(key, this));
            answer.SetResult(found);
            End();
        }

        /// <summary>Another took its place before it began.</summary>
        public void Drop() => stop.Dispose();

        /// <summary>It is over when it has landed and everybody has left, whichever comes last.</summary>
        private void End()
        {
            if (Interlocked.Increment(ref ends) == 2)
            {
                answer.Task.Result.Dispose();
                stop.Dispose();
            }
        }
    }
}
