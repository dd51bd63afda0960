using System.Buffers;

namespace GatewayModel;

/// <summary>
/// Lends arrays and spoils each one that comes back: who reads or writes a buffer after it was given back is found out by what it reads. One that is given
/// back twice is an error at once.
/// </summary>
public sealed class PoisonedBuffers : MemoryPool<byte>
{
    private const byte Poison = 0x58;
    private readonly Lock exclusive = new();
    private readonly Stack<byte[]> kept = [];
    private int lent;

    /// <summary>Buffers that have not come back.</summary>
    public int Lent => Volatile.Read(ref lent);

    /// <inheritdoc/>
    public override int MaxBufferSize => int.MaxValue;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        Interlocked.Increment(ref lent);
        lock (exclusive)
        {
            return new Loan(this, kept.TryPop(out var array) && array.Length >= minBufferSize ? array : new byte[Math.Max(minBufferSize, 1)]);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(byte[] array)
    {
        array.AsSpan().Fill(Poison);
        lock (exclusive)
        {
            kept.Push(array);
        }

        Interlocked.Decrement(ref lent);
    }

    private sealed class Loan(PoisonedBuffers pool, byte[] array) : IMemoryOwner<byte>
    {
        private int isReturned;

        public Memory<byte> Memory => array;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isReturned, 1) != 0)
            {
                throw new InvalidOperationException("A buffer was given back twice.");
            }

            pool.Return(array);
        }
    }
}
