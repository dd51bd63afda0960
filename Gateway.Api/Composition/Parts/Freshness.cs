using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

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

        return headers.NonValidated.TryGetValues("Age", out var ages) && int.TryParse(ages.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var age)
            ? found.Aged(age)
            : found;
    }

    /// <summary>With a line of <c>Cache-Control</c> as it came.</summary>
    public Freshness With(ReadOnlySpan<byte> line)
    {
        const int LineMax = 512;
        // Nobody says so much in good faith: such an answer is not kept.
        if (line.Length > LineMax)
        {
            return this with { IsStored = false };
        }

        Span<char> text = stackalloc char[LineMax];
        return With(text[..Encoding.Latin1.GetChars(line, text)]);
    }

    /// <summary>For an answer that has been in a cache for some seconds.</summary>
    public Freshness Aged(int seconds) => IsKnown ? this with { Seconds = Math.Max(0, Seconds - seconds) } : this;

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
