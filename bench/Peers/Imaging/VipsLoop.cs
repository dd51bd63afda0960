using NetVips;

namespace Peers.Imaging;

/// <summary>The calls of libvips that the worker makes, without anything around them: what isolation, queue and checks cost shows beside it.</summary>
internal static class VipsLoop
{
    private const int Effort = 4;

    /// <summary>The pixels alone.</summary>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, ask: null);

    /// <summary>The pixels, and the models of the folder that the first argument names.</summary>
    public static Task<int> RunWithModelsAsync(string[] args) => RunAsync(args[1..], new BareModels(args[0]).Ask);

    private static Task<int> RunAsync(string[] args, Action<Image>? ask)
    {
        Cache.Max = 0;
        NetVips.NetVips.Concurrency = 1;
        return DerivativeServer.RunAsync(args, (photograph, made) => MakeOne(photograph, made, ask));
    }

    private static void MakeOne(string photograph, string made, Action<Image>? ask)
    {
        using var opened = Image.Jpegload(photograph, shrink: 2, access: Enums.Access.Sequential, failOn: Enums.FailOn.Truncated);
        using var reduced = Scaled(opened, 1_600);
        using var large = reduced.Autorot().CopyMemory();
        large.Webpsave($"{made}-w1600.webp", q: 80, effort: Effort, keep: Enums.ForeignKeep.None);
        using var middle = Scaled(large, 800);
        middle.Jpegsave($"{made}-w800.jpg", q: 80, optimizeCoding: true, keep: Enums.ForeignKeep.None);
        using var small = Scaled(large, 200);
        small.Webpsave($"{made}-w200.webp", q: 75, effort: Effort, keep: Enums.ForeignKeep.None);
        ask?.Invoke(large);
    }

    // The photographs have no profile, so there is nothing to convert.
    private static Image Scaled(Image picture, int width) => picture.ThumbnailImage(width, height: 10_000_000, noRotate: true);
}
