using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.LiveFigures;

namespace Microsoft.Extensions.Hosting;

/// <summary>What an instance measures of itself, for whoever compares it with the estimate.</summary>
public static class LiveFigureExtensions
{
    private const string Redis = "redis";

    /// <summary>
    /// Writes the figures of this process and those of <paramref name="choose"/> to Redis every second, as an instance of
    /// <paramref name="service"/>. Without <c>ConnectionStrings:redis</c> nothing is written.
    /// </summary>
    public static WebApplicationBuilder AddLiveFigures(this WebApplicationBuilder builder, string service, Action<FigureSet> choose)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(choose);
        var figures = new FigureSet();
        choose(figures);
        builder.Services.AddSingleton(provider => new LiveFigureStore(
            provider.GetRequiredService<IConfiguration>().GetConnectionString(Redis), provider.GetRequiredService<TimeProvider>()));
        if (!string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(Redis)))
        {
            builder.Services
                .AddSingleton(figures)
                .AddSingleton(LiveFigureName.Of(service, builder.Configuration))
                .AddSingleton<FigureListener>()
                .AddHostedService<LiveFigureWriter>();
        }

        return builder;
    }
}
