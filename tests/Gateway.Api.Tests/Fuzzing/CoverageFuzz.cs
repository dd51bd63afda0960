using System.Globalization;
using System.Text;
using Gateway.Api.Tests.Composition;

namespace Gateway.Api.Tests.Fuzzing;

/// <summary>Damages inputs at random, by a seed, and keeps those that reach branches which none before them reached.</summary>
internal sealed class CoverageFuzz(int seed, params string[] words)
{
    private const int KeptMax = 10_000;
    private const int BytesMax = 4_096;

    private readonly Random random = new(seed);
    private readonly byte[] seen = InstrumentedGateway.NewMap();
    private readonly List<byte[]> kept = [];

    /// <summary>Cases of one target: <c>GATEWAY_FUZZ_CASES</c>, else what ./test has time for.</summary>
    public static int Cases(int inTest) =>
        int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_FUZZ_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var cases) ? cases : inTest;

    /// <summary>Inputs that were kept beside the given ones.</summary>
    public int Found { get; private set; }

    public void Run(IEnumerable<string> given, int cases, Action<byte[]> target)
    {
        foreach (var input in given.Select(Encoding.UTF8.GetBytes))
        {
            Try(input, target);
            kept.Add(input);
        }

        InstrumentedGateway.TakeNew(seen);
        for (var i = 0; i < cases; i++)
        {
            var input = Next();
            Try(input, target);
            if (InstrumentedGateway.TakeNew(seen) && kept.Count < KeptMax)
            {
                kept.Add(input);
                Found++;
            }
        }
    }

    private byte[] Next()
    {
        // The younger half twice as often: what was reached last is the frontier.
        var input = kept[random.Next(2) == 0 ? random.Next(kept.Count) : random.Next(kept.Count / 2, kept.Count)];
        var damaged = random.Next(4) switch
        {
            0 => Spliced(input, kept[random.Next(kept.Count)]),
            1 when words.Length > 0 => Spliced(input, Encoding.UTF8.GetBytes(words[random.Next(words.Length)])),
            _ => input,
        };
        damaged = Mutations.Of(random, damaged);
        return damaged.Length <= BytesMax ? damaged : damaged[..BytesMax];
    }

    /// <summary>A piece of one in the place of a piece of another.</summary>
    private byte[] Spliced(byte[] into, byte[] from)
    {
        var (start, first) = (random.Next(into.Length + 1), random.Next(from.Length + 1));
        var piece = from.AsSpan(first, random.Next(from.Length - first + 1));
        return [.. into[..start], .. piece, .. into[Math.Min(into.Length, start + random.Next(into.Length - start + 1))..]];
    }

    private static void Try(byte[] input, Action<byte[]> target)
    {
        try
        {
            target(input);
        }
        catch (Exception exception)
        {
            Assert.Fail($"{Convert.ToHexString(input)} ({Encoding.Latin1.GetString(input)}): {exception}");
        }
    }
}
