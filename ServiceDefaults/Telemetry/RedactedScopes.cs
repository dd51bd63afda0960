using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ServiceDefaults.Telemetry;

/// <summary>Log scopes of every provider, cleaned as they are opened: a record that is exported cannot change its scopes.</summary>
internal sealed class RedactedScopes(IOptions<LoggerFactoryOptions> options) : IExternalScopeProvider
{
    private const ActivityTrackingOptions Ids =
        ActivityTrackingOptions.SpanId | ActivityTrackingOptions.TraceId | ActivityTrackingOptions.ParentId;

    private readonly LoggerExternalScopeProvider scopes = new();
    private readonly bool withIds = (options.Value.ActivityTrackingOptions & Ids) != 0;

    public IDisposable Push(object? state) => scopes.Push(Clean(state));

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        // The framework's own provider, whose place this one takes, adds the ids of the running activity.
        if (withIds && Activity.Current is { } activity)
        {
            callback(IdsOf(activity), state);
        }

        scopes.ForEachScope(callback, state);
    }

    private static Scope IdsOf(Activity activity) => new(
        $"SpanId:{activity.SpanId}, TraceId:{activity.TraceId}, ParentId:{activity.ParentSpanId}",
        [
            new("SpanId", activity.SpanId.ToHexString()),
            new("TraceId", activity.TraceId.ToHexString()),
            new("ParentId", activity.ParentSpanId.ToHexString()),
        ]);

    private static object? Clean(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values
        ? SecretQuery.RemoveFrom(values) is { } clean ? new Scope(SecretQuery.Remove(state.ToString() ?? ""), clean) : state
        : SecretQuery.Remove(state);

    private sealed class Scope(string text, List<KeyValuePair<string, object?>> values) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => values.Count;

        public KeyValuePair<string, object?> this[int index] => values[index];

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => values.GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public override string ToString() => text;
    }
}
