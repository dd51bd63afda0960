using System.Diagnostics;
using OpenTelemetry;

namespace ServiceDefaults.Telemetry;

/// <summary>
/// Last look at a span before it is exported: no name, attribute or description carries a SAS or a token. Events and links
/// cannot be changed any more; a span that holds a secret there is not exported at all.
/// </summary>
internal sealed class SpanRedaction : BaseProcessor<Activity>
{
    private readonly RedactedExceptions exceptions = new();

    public override void OnEnd(Activity data)
    {
        data.DisplayName = SecretQuery.Remove(data.DisplayName);
        CleanTags(data);
        if (data.StatusDescription is { } description && SecretQuery.MayCarry(description))
        {
            data.SetStatus(data.Status, SecretQuery.Remove(description));
        }

        if (EventCarries(data) || LinkCarries(data))
        {
            // Every export processor asks for this flag.
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    protected override void Dispose(bool disposing)
    {
        exceptions.Dispose();
        base.Dispose(disposing);
    }

    private static void CleanTags(Activity data)
    {
        List<(string Key, object? Value)>? changes = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (SecretQuery.MayCarry(tag.Value))
            {
                (changes ??= []).Add((tag.Key, SecretQuery.Remove(tag.Value)));
            }
        }

        foreach (var (key, value) in changes ?? [])
        {
            data.SetTag(key, value);
        }
    }

    private static bool EventCarries(Activity data)
    {
        foreach (ref readonly var happened in data.EnumerateEvents())
        {
            if (SecretQuery.MayCarry(happened.Name) || happened.Tags.Any(tag => SecretQuery.MayCarry(tag.Value)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool LinkCarries(Activity data)
    {
        foreach (ref readonly var link in data.EnumerateLinks())
        {
            if (link.Tags is { } tags && tags.Any(tag => SecretQuery.MayCarry(tag.Value)))
            {
                return true;
            }
        }

        return false;
    }
}
