using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SharpFuzz;
using SharpFuzz.Common;

namespace Gateway.Api.Tests.Fuzzing;

/// <summary>
/// A second copy of the gateway's assembly whose branches are counted (SharpFuzz's instrumentation, which afl and libFuzzer read), beside the
/// one that the other tests use. One run at a time: there is one map of branches.
/// </summary>
internal static unsafe class InstrumentedGateway
{
    private const int MapBytes = 65_536;

    // For as long as the process lives: the copy writes there whenever it runs.
    private static readonly byte* Map = (byte*)NativeMemory.AllocZeroed(MapBytes);
    private static readonly Lazy<Assembly> Copy = new(Load);

    /// <summary>A type of the copy by its name below <c>Gateway.Api</c>.</summary>
    public static Type Type(string name) => Copy.Value.GetType($"Gateway.Api.{name}", throwOnError: true)!;

    /// <summary>A static method of the copy.</summary>
    public static MethodInfo Method(string type, string method) =>
        Type(type).GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic) ?? throw new MissingMethodException(type, method);

    /// <summary>
    /// Adds the branches of the last run to <paramref name="seen"/> and forgets them; true where one of them was new, or was taken another
    /// order of magnitude of times.
    /// </summary>
    public static bool TakeNew(byte[] seen)
    {
        var isNew = false;
        var words = new ReadOnlySpan<ulong>(Map, MapBytes / sizeof(ulong));
        for (var word = 0; word < words.Length; word++)
        {
            for (var i = word * sizeof(ulong); words[word] != 0 && i < (word + 1) * sizeof(ulong); i++)
            {
                var times = (byte)(Map[i] == 0 ? 0 : 1 << System.Numerics.BitOperations.Log2(Map[i]));
                isNew |= (times & ~seen[i]) != 0;
                seen[i] |= times;
            }
        }

        new Span<byte>(Map, MapBytes).Clear();
        return isNew;
    }

    /// <summary>Room for what <see cref="TakeNew"/> has seen.</summary>
    public static byte[] NewMap() => new byte[MapBytes];

    private static Assembly Load()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-fuzz-").FullName;
        var path = Path.Combine(folder, "Gateway.Api.dll");
        File.Copy(typeof(ErrorCodes).Assembly.Location, path);
        Trace.SharedMem = Map;
        Fuzzer.Instrument(path, static type => true, Options.Value);
        using var copy = new MemoryStream(File.ReadAllBytes(path));
        Directory.Delete(folder, recursive: true);
        // What it refers to is what the tests refer to.
        return new AssemblyLoadContext("instrumented").LoadFromStream(copy);
    }
}
