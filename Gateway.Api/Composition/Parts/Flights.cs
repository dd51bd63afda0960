using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Gateway.Api.Composition.Pooling;
using Gateway.Api.Composition.Tracing;

namespace Gateway.Api.Composition.Parts;

/// <summary>Identical calls at one time are one: the first asks, the others wait with it. It ends early only when all have gone.</summary>
internal sealed class Flights
{
    private readonly ConcurrentDictionary<FlightKey, Flight> flights = new();

    /// <summary>Calls on their way.</summary>
    public int Count => flights.Count;

    /// <summary>The answer, held for the caller.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; others may still wait.</exception>
    [AsyncMethodBuilder(typeof(PooledBuilder<>))]
    public async ValueTask<PartAnswer> JoinAsync(FlightKey key, PartCall call, CancellationToken caller)
    {
        var flight = Enter(key, call);
        try
        {
            var answer = flight.Task;
            return (answer.IsCompleted ? await answer : await answer.WaitAsync(caller)).Hold();
        }
        finally
        {
            flight.Leave();
        }
    }

    private Flight Enter(FlightKey key, PartCall call)
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

            flight = new(call);
            if (flights.TryAdd(key, flight))
            {
                _ = flight.FlyAsync(this, key);
                return flight;
            }

            flight.Drop();
        }
    }

    // Whoever waits goes on at once, on the thread that brought the answer.
    private sealed class Flight(PartCall call) : TaskCompletionSource<PartAnswer>
    {
        private readonly CancellationTokenSource stop = call.StartClock();
        private int waiting = 1;
        private int ends;

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

            if (!Task.IsCompleted)
            {
                stop.Cancel();
            }

            End();
        }

        public async Detached FlyAsync(Flights flights, FlightKey key)
        {
            var found = await call.RunAsync(stop.Token);
            flights.flights.TryRemove(new(key, this));
            SetResult(found);
            End();
        }

        /// <summary>Another took its place before it began.</summary>
        public void Drop() => call.StopClock(stop);

        /// <summary>It is over when it has landed and everybody has left, whichever comes last.</summary>
        private void End()
        {
            if (Interlocked.Increment(ref ends) == 2)
            {
                Task.Result.Dispose();
                call.StopClock(stop);
            }
        }
    }
}

/// <summary>What makes two calls the same: the part's scope, the address, and the headers that are passed on.</summary>
internal readonly record struct FlightKey(string Scope, string Address, string Passed);
