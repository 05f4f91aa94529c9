namespace AiBridge.Records;

internal static class RecordsRegistration
{
    /// <summary>The queries of what was recorded; needs the storage and the read barrier.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services) => services
        .AddSingleton<RecordReading>()
        .AddSingleton<InterceptionQueries>()
        .AddSingleton<SessionQueries>()
        .AddSingleton<UsageQueries>();
}
