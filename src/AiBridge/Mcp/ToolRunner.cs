using System.Text.Json;
using System.Text.Json.Nodes;
using AiBridge.Projects;
using AiBridge.Projects.Audit;
using AiBridge.Projects.Changes;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace AiBridge.Mcp;

/// <summary>Runs tools as the endpoints run: the caller's token and permission first, what is wrong told with the endpoint's code and words, changes audited.</summary>
internal sealed partial class ToolRunner(ToolCatalog tools, CallerLookup callers, AuditLog audit, TimeProvider clock, IOptions<JsonOptions> json, ILogger<ToolRunner> logger)
{
    /// <summary>Bytes of JSON of a page whose size nobody chose. It goes out as text, too, and agents hide or cut what is longer than some 10,000 tokens.</summary>
    private const int PageBytes = 9_000;

    private const int PageItems = 20;

    private readonly ListToolsResult _listed = new() { Tools = [.. tools.All.Select(tool => tool.Advertised)] };

    /// <summary>All of them, whatever the token may: one that it may not use says which permission is missing.</summary>
    public ListToolsResult List() => new() { Tools = [.. _listed.Tools] };

    public async ValueTask<CallToolResult> CallAsync(HttpContext http, CallToolRequestParams call, CancellationToken cancellation)
    {
        var tool = tools.Find(call.Name) ?? throw new McpProtocolException("There is no tool of that name; tools/list tells which there are.", McpErrorCode.InvalidParams);
        var origin = new CallOrigin(http.TraceIdentifier, http.Connection.RemoteIpAddress?.ToString());
        var entry = new AuditEntry(tool.Operation, origin, tool.ResourceOf(call.Arguments), clock);
        try
        {
            var answer = tool.Changes is null
                ? await RunAsync(http, tool, call, entry, cancellation)
                : await audit.WatchAsync(entry, () => RunAsync(http, tool, call, entry, cancellation));
            return Good(tool, answer);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            return Bad(tool, failure);
        }
    }

    private async Task<JsonElement?> RunAsync(HttpContext http, ManagementTool tool, CallToolRequestParams call, AuditEntry entry, CancellationToken cancellation)
    {
        // Once more: until the body was there the token may have been revoked.
        var caller = new Caller(callers.DemandPresented(http)) { Origin = entry.Origin };
        entry.Caller = caller;
        caller.Demand(tool.Operation);
        var given = Read(call.Arguments);
        if (!tool.IsPaged || given.ContainsKey(ToolField.Limit))
            return await WithAsync(given);
        // Items differ in size a hundredfold, so how many fit is found out.
        for (int items = PageItems, size; ; items = Math.Max(1, Math.Min(items / 2, items * PageBytes / size)))
        {
            var page = given.DeepClone().AsObject();
            page[ToolField.Limit] = items;
            var answer = await WithAsync(page);
            size = answer is { } told ? told.GetRawText().Length : 0;
            if (size <= PageBytes || items == 1)
                return answer;
        }

        Task<JsonElement?> WithAsync(JsonObject arguments) =>
            tool.RunAsync(new ToolCall(http.RequestServices, caller, new ToolArguments(arguments), entry, json.Value.SerializerOptions, cancellation));
    }

    private static JsonObject Read(IDictionary<string, JsonElement>? arguments)
    {
        try
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(arguments ?? new Dictionary<string, JsonElement>());
            return StrictJson.ReadObject(bytes) ?? throw Unreadable();
        }
        catch (InvalidOperationException)
        {
            throw Unreadable();
        }
    }

    private static CallToolResult Good(ManagementTool tool, JsonElement? answer)
    {
        if (answer is not { } told)
            return new CallToolResult { Content = [new TextContentBlock { Text = "Done." }] };
        var result = new CallToolResult { StructuredContent = told, Content = [new TextContentBlock { Text = told.GetRawText() }] };
        if (tool.IsPaged && told.TryGetProperty("nextCursor", out var cursor) && cursor.ValueKind == JsonValueKind.String)
            result.Content.Add(new TextContentBlock { Text = $"There is more: call {tool.Name} again with the same arguments and cursor {cursor.GetRawText()}." });
        return result;
    }

    private CallToolResult Bad(ManagementTool tool, Exception failure)
    {
        var refusal = Refusals.Of(failure);
        if (failure is not (RefusedException or OutOfMemoryException))
        {
            if (refusal.Status == StatusCodes.Status500InternalServerError)
                Log.Failed(logger, failure, tool.Name);
            else
                Log.StoreAway(logger, tool.Name, failure.GetBaseException().Message);
        }

        return new CallToolResult
        {
            IsError = true,
            StructuredContent = JsonSerializer.SerializeToElement(Refusals.ToProblem(refusal).ProblemDetails, json.Value.SerializerOptions),
            Content = [new TextContentBlock { Text = $"{refusal.Code}: {refusal.Message}" }],
        };
    }

    private static RefusedException Unreadable() => new(StatusCodes.Status400BadRequest, "invalid_request", "The arguments must be one JSON object with each field at most once.");

    private static partial class Log
    {
        [LoggerMessage(2301, LogLevel.Error, "The tool {Tool} failed")]
        public static partial void Failed(ILogger logger, Exception failure, string tool);

        [LoggerMessage(2302, LogLevel.Warning, "The tool {Tool} got 503: the store is locked or away ({Failure})")]
        public static partial void StoreAway(ILogger logger, string tool, string failure);
    }
}
