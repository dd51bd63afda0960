namespace Bench.Imaging.Comparison;

/// <summary>Somebody who makes the same three files of a photograph: 1,600 pixels as WebP, 800 as JPEG, 200 as WebP.</summary>
internal interface IDerivativeMaker : IAsyncDisposable
{
    /// <summary>Who, with the version where it is known.</summary>
    string Name { get; }

    /// <summary>Works on <paramref name="count"/> photographs, <paramref name="atOnce"/> at the same time.</summary>
    /// <exception cref="InvalidOperationException">It cannot; the text says why.</exception>
    Task<MakerRun> RunAsync(int count, int atOnce, CancellationToken cancellationToken);
}

/// <param name="CpuSecondsPerImage">Processor time of the maker, s.</param>
/// <param name="ImagesPerSecond">Images done per second.</param>
internal sealed record MakerRun(double CpuSecondsPerImage, double ImagesPerSecond);
