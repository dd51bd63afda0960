using ServiceDefaults.Configuration;

namespace Chat.Api.Reading;

internal static class ReadingSetup
{
    public static IServiceCollection AddReading(this IServiceCollection services)
    {
        services.AddCheckedOptions<ReadingOptions, ReadingOptionsValidator>(OptionChecks.Section);
        return services
            .AddSingleton<ReadMarkStore>()
            .AddSingleton<ReadMarks>()
            .AddSingleton<ReadReceipts>()
            .AddSingleton<Unread>()
            .AddHostedService<ReadMarkWriter>();
    }
}
