namespace AiBridge.Chat;

internal static class ChatRegistration
{
    /// <summary>Needs the providers, the records, and the pipeline of all requests.</summary>
    public static IServiceCollection AddChat(this IServiceCollection services) => services.AddSingleton<ChatCalls>().AddSingleton<ChatHabits>();
}
