using Imaging.Worker.Configuration;
using Microsoft.Extensions.Options;

namespace Imaging.Worker.Similar;

/// <summary>How similar images are searched (<c>Imaging:Similar</c>).</summary>
internal sealed class SimilarOptions
{
    /// <summary>
    /// Memory for vectors of owners who searched lately, bytes; 2,568 for an image with 512 numbers. An owner who alone has more is
    /// searched by reading the database through, exactly and slowly. Default: 268,435,456 (256 MiB).
    /// </summary>
    public long MemoryMax { get; set; } = 256L * 1024 * 1024;
}

internal sealed class SimilarOptionsValidator : IValidateOptions<SimilarOptions>
{
    public ValidateOptionsResult Validate(string? name, SimilarOptions options) => Bounds.Check("Imaging:Similar", check => check
        .Within("MemoryMax", options.MemoryMax, 0, 1L << 40));
}
