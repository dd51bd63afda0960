using ServiceDefaults.Configuration;

namespace Imaging.Worker.Similar;

internal static class SimilarExtensions
{
    public static IServiceCollection AddSimilar(this IServiceCollection services) => services
        .AddCheckedOptions<SimilarOptions, SimilarOptionsValidator>("Imaging:Similar")
        .AddSingleton<EmbeddingTable>()
        .AddSingleton<VectorSets>()
        .AddSingleton<SimilarImages>();
}
