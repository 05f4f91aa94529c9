using AiBridge.Projects;

namespace AiBridge.Chat;

internal static class ChatOperations
{
    public static Operation Chat { get; } = new("chat", PermissionNames.Chat);

    public static Operation GetStats { get; } = new("getAiStats", PermissionNames.ReadAiStats);

    public static Operation Discover { get; } = Operation.OfAnyToken("discover");
}
