using System.Diagnostics;
using OpenTelemetry;

namespace ServiceDefaults.Telemetry;

/// <summary>Last look at a span before it is exported: no attribute and no description carries a SAS or a token.</summary>
internal sealed class SpanRedaction : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        List<(string Key, string Value)>? changes = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (tag.Value is string text && SecretQuery.MayCarry(text))
            {
                (changes ??= []).Add((tag.Key, SecretQuery.Remove(text)));
            }
        }

        foreach (var (key, value) in changes ?? [])
        {
            data.SetTag(key, value);
        }

        if (data.StatusDescription is { } description && SecretQuery.MayCarry(description))
        {
            data.SetStatus(data.Status, SecretQuery.Remove(description));
        }
    }
}
