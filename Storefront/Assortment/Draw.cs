namespace Storefront.Assortment;

/// <summary>
/// Repeatable choices for one product and one purpose (SplitMix64): every process, on every machine and runtime, draws the
/// same, and a new purpose changes none of the others.
/// </summary>
internal struct Draw(int product, int purpose)
{
    private ulong state = unchecked(((ulong)product * 0x9E3779B97F4A7C15) ^ ((ulong)purpose * 0xD1B54A32D192ED03));

    /// <summary>A number from 0 up to, and without, <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(Next() % (uint)limit);

    /// <summary>A number from <paramref name="low"/> up to and with <paramref name="high"/>.</summary>
    public int Between(int low, int high) => low + Below(high - low + 1);

    /// <summary>One of <paramref name="choices"/>.</summary>
    public T From<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    private ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}
