using System.Diagnostics.Tracing;

namespace Gateway.Api.Tests.Composition;

/// <summary>Which types the process's memory went to, by the runtime's own samples: one for about every 100 KB.</summary>
internal sealed class AllocatedTypes : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords Gc = (EventKeywords)1;
    private const int TypeNameAt = 5;

    private readonly Dictionary<string, int> samples = [];
    private EventSource? runtime;

    public void Start() => EnableEvents(runtime!, EventLevel.Verbose, Gc);

    /// <summary>The types with the most samples, each with its share of <paramref name="bytes"/>.</summary>
    public IEnumerable<string> Greatest(long bytes, int count)
    {
        DisableEvents(runtime!);
        lock (samples)
        {
            var all = samples.Values.Sum();
            return [.. samples.OrderByDescending(pair => pair.Value).Take(count).Select(pair => $"{pair.Value * bytes / all,6} bytes  {pair.Key}")];
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            runtime = eventSource;
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) != true || eventData.Payload?[TypeNameAt] is not string type)
        {
            return;
        }

        lock (samples)
        {
            samples[type] = samples.GetValueOrDefault(type) + 1;
        }
    }
}
