using System.Runtime.InteropServices;
using Imaging.Worker.Inference.Sessions;

namespace Imaging.Worker.Tests.Inference;

public sealed class NativeHeapsTests
{
    private const int Block = 64 * 1024;
    private const int Blocks = 2_000;

    [Fact]
    public void What_native_code_has_freed_in_the_heap_of_a_thread_goes_back_to_the_system()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out _), "Only glibc keeps heaps for threads.");
        nint last = 0;
        // A thread of its own has a heap of its own, whose last block keeps all before it from going back by itself.
        var thread = new Thread(() => last = FillAndFree());
        thread.Start();
        thread.Join();

        var before = Environment.WorkingSet;
        NativeHeaps.GiveBack();
        var after = Environment.WorkingSet;
        Marshal.FreeHGlobal(last);

        Assert.True(before - after > Block * Blocks / 2, $"{before} bytes before, {after} after; {(long)Block * Blocks} were freed.");
    }

    private static nint FillAndFree()
    {
        var blocks = Enumerable.Range(0, Blocks + 1).Select(_ => Marshal.AllocHGlobal(Block)).ToArray();
        foreach (var block in blocks)
        {
            for (var page = 0; page < Block; page += 4096)
            {
                Marshal.WriteByte(block, page, 1);
            }
        }

        foreach (var block in blocks[..^1])
        {
            Marshal.FreeHGlobal(block);
        }

        return blocks[^1];
    }
}
