using AiBridge.Records.Live;

namespace AiBridge.Records;

internal static class RecordsRegistration
{
    /// <summary>The queries of what was recorded, one of each a request: it holds the room for what they read. Needs the storage, the read barrier and the room.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services) => services
        .AddScoped<RecordReading>()
        .AddScoped<InterceptionQueries>()
        .AddScoped<SessionQueries>()
        .AddScoped<UsageQueries>()
        .AddSingleton<LiveLog>()
        .AddSingleton<LiveRows>()
        .AddSingleton<LiveFeed>()
        .AddHostedService(provider => provider.GetRequiredService<LiveFeed>());
}
