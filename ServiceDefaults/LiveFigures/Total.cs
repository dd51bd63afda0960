namespace ServiceDefaults.LiveFigures;

/// <summary>A sum that many threads add to, without a lock.</summary>
internal sealed class Total
{
    private double value;

    public double Value => Volatile.Read(ref value);

    public void Add(double change)
    {
        double before;
        do
        {
            before = Volatile.Read(ref value);
        }
        while (BitConverter.DoubleToInt64Bits(Interlocked.CompareExchange(ref value, before + change, before)) != BitConverter.DoubleToInt64Bits(before));
    }

    public void Clear() => Volatile.Write(ref value, 0);
}
