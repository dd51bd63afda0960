using System.Globalization;
using System.Net.Http.Headers;

namespace Gateway.Api.Composition.Parts;

/// <summary>What a service says about keeping its answer (<c>Cache-Control</c>, <c>Age</c>).</summary>
/// <param name="IsKnown">It says how long.</param>
/// <param name="IsStored">Nobody forbids to keep it.</param>
/// <param name="IsShared">It is everybody's, not one user's.</param>
/// <param name="Seconds">How long, from now.</param>
internal readonly record struct Freshness(bool IsKnown, bool IsStored, bool IsShared, int Seconds)
{
    /// <summary>The service says nothing.</summary>
    public static Freshness Unknown { get; } = new(false, true, true, 0);

    /// <summary>Says nothing against any other: a literal of the plan.</summary>
    public static Freshness Forever { get; } = new(true, true, true, int.MaxValue);

    public static Freshness Of(HttpResponseHeaders headers)
    {
        // The header's text, not the typed object, which costs an allocation a call.
        if (!headers.NonValidated.TryGetValues("Cache-Control", out var lines))
        {
            return Unknown;
        }

        var found = Unknown;
        foreach (var line in lines)
        {
            found = found.With(line);
        }

        return found.IsKnown && headers.NonValidated.TryGetValues("Age", out var ages) && int.TryParse(ages.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var age)
            ? found with { Seconds = Math.Max(0, found.Seconds - age) }
            : found;
    }

    /// <summary>What holds for an answer made of both.</summary>
    public Freshness Strictest(Freshness other) =>
        new(IsKnown && other.IsKnown, IsStored && other.IsStored, IsShared && other.IsShared, Math.Min(Seconds, other.Seconds));

    /// <summary>The same after <paramref name="age"/> in a cache.</summary>
    public Freshness After(TimeSpan age) => this with { Seconds = Math.Max(0, Seconds - (int)Math.Min(age.TotalSeconds, int.MaxValue)) };

    private Freshness With(ReadOnlySpan<char> line)
    {
        var found = this;
        foreach (var range in line.Split(','))
        {
            var directive = line[range].Trim();
            if (directive.Equals("no-store", StringComparison.OrdinalIgnoreCase))
            {
                found = found with { IsStored = false };
            }
            else if (directive.StartsWith("private", StringComparison.OrdinalIgnoreCase))
            {
                found = found with { IsShared = false };
            }
            else if (directive.StartsWith("no-cache", StringComparison.OrdinalIgnoreCase))
            {
                found = found with { IsKnown = true, Seconds = 0 };
            }
            else if (SecondsOf(directive, "max-age=") is { } seconds)
            {
                found = found with { Seconds = found.IsKnown ? Math.Min(found.Seconds, seconds) : seconds, IsKnown = true };
            }
        }

        return found;
    }

    private static int? SecondsOf(ReadOnlySpan<char> directive, string name) =>
        !directive.StartsWith(name, StringComparison.OrdinalIgnoreCase) ? null
        : int.TryParse(directive[name.Length..].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds
        // A number that cannot be read is no promise.
        : 0;
}
