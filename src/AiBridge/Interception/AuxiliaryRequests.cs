using System.Text.Json;
using AiBridge.Protocols;

namespace AiBridge.Interception;

/// <summary>The requests agents make for themselves: titles, routing, compaction, pre-warming. Their tokens count, their words are nobody's prompt.</summary>
internal static class AuxiliaryRequests
{
    private const string CodexTurn = "x-codex-turn-metadata";

    public static bool IsOne(string client, IHeaderDictionary headers, RequestFacts request) =>
        request.GenerateDisabled
        || IsRouting(request)
        || client switch
        {
            ClientRules.ClaudeCode => !request.HasTools && request.OutputSchemaProperties is ["title"],
            ClientRules.OpenCode => !request.HasTools && request.SystemText?.Contains("title generator", StringComparison.OrdinalIgnoreCase) == true,
            ClientRules.Codex => CodexKind(headers[CodexTurn].ToString()) is "prewarm" or "compaction",
            _ => false,
        };

    private static bool IsRouting(RequestFacts request) => request.OutputSchemaProperties.Contains("complexity_score");

    private static string? CodexKind(string metadata)
    {
        if (metadata.Length == 0)
            return null;
        try
        {
            using var json = JsonDocument.Parse(metadata);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("request_kind", out var kind)
                && kind.ValueKind == JsonValueKind.String
                    ? kind.GetString()
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
