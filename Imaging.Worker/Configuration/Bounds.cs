using System.Globalization;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Configuration;

/// <summary>Collects what is wrong with a section: one line each, <c>Section:Key is VALUE; allowed: ...</c>.</summary>
internal sealed class Bounds
{
    private readonly string section;
    private readonly List<string> failures = [];

    private Bounds(string section) => this.section = section;

    public static ValidateOptionsResult Check(string section, Action<Bounds> checks)
    {
        var bounds = new Bounds(section);
        checks(bounds);
        return bounds.failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(bounds.failures);
    }

    public Bounds That(string key, object? value, bool holds, string allowed)
    {
        if (!holds)
        {
            failures.Add(string.Create(CultureInfo.InvariantCulture, $"{section}:{key} is {value}; allowed: {allowed}."));
        }

        return this;
    }

    public Bounds Within<T>(string key, T value, T least, T most)
        where T : IComparable<T> =>
        That(key, value, value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0,
            string.Create(CultureInfo.InvariantCulture, $"{least} to {most}"));
}
