using System.Globalization;

namespace Bench.Chat.Proof;

/// <summary>Where an entry stands in its room's order.</summary>
internal readonly record struct Place(long Epoch, long Sequence) : IComparable<Place>
{
    public int CompareTo(Place other) => Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Sequence.CompareTo(other.Sequence);

    public static bool operator <(Place one, Place other) => one.CompareTo(other) < 0;

    public static bool operator >(Place one, Place other) => one.CompareTo(other) > 0;

    public static bool operator <=(Place one, Place other) => one.CompareTo(other) <= 0;

    public static bool operator >=(Place one, Place other) => one.CompareTo(other) >= 0;

    /// <summary>As it is printed: <c>2:57</c> is the entry 57, in the epoch 2.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Sequence}");
}
