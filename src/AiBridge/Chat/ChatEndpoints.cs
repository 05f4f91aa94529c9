using AiBridge.Management;

namespace AiBridge.Chat;

internal static class ChatEndpoints
{
    /// <summary>Maps <c>/v1</c>.</summary>
    public static void MapChat(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi("/v1");
        api.MapAiConfig();
        endpoints.MapNothingElse("/v1");
    }
}
