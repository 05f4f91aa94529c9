using System.Text.Json;
using AiBridge.Projects;
using AiBridge.Projects.Audit;
using ModelContextProtocol.Protocol;

namespace AiBridge.Mcp;

/// <summary>One operation of the management API as a tool; named as the operation is: <c>list-providers</c> of <c>listProviders</c>.</summary>
/// <param name="Operation">Says who may, and what the audit log says of it.</param>
/// <param name="Description">For the model that chooses among tools.</param>
/// <param name="Fields">Its arguments.</param>
internal sealed record ManagementTool(Operation Operation, string Description, IReadOnlyList<ToolField> Fields)
{
    /// <summary>Calls the query or the change that the endpoint calls.</summary>
    public required Func<ToolCall, Task<JsonElement?>> RunAsync { get; init; }

    /// <summary>Of its answer; null when it has none.</summary>
    public JsonElement? Output { get; init; }

    public required ToolAnnotations Annotations { get; init; }

    /// <summary>What it changes, for the audit log: <c>ai-providers/{id}</c>; null when it changes nothing.</summary>
    public string? Changes { get; init; }

    public string Name { get; } = JsonNamingPolicy.KebabCaseLower.ConvertName(Operation.Name);

    /// <summary>Its answers come in pages.</summary>
    public bool IsPaged => Fields.Any(static argument => argument.Name == ToolField.Limit);

    public Tool Advertised => new() { Name = Name, Title = Annotations.Title, Description = Description, InputSchema = ToolSchemas.Input(Fields), OutputSchema = Output, Annotations = Annotations };

    /// <summary>What a call of it is about, as far as can be told before its arguments are read.</summary>
    public string ResourceOf(IDictionary<string, JsonElement>? arguments)
    {
        var begin = Changes?.IndexOf('{', StringComparison.Ordinal) ?? -1;
        if (begin < 0)
            return Changes ?? "";
        var key = Changes![(begin + 1)..^1];
        return arguments?.TryGetValue(key, out var value) == true && value.ValueKind == JsonValueKind.String ? Changes[..begin] + value.GetString() : Changes[..begin];
    }
}

/// <param name="Services">Of the request, which hold what its answer is made from until that is written.</param>
/// <param name="Caller">Who calls.</param>
/// <param name="Arguments">With what.</param>
/// <param name="Audit">What the audit log will say, if the tool changes something.</param>
/// <param name="Json">How answers are written.</param>
/// <param name="Cancellation">The caller has left.</param>
internal sealed record ToolCall(IServiceProvider Services, Caller Caller, ToolArguments Arguments, AuditEntry Audit, JsonSerializerOptions Json, CancellationToken Cancellation)
{
    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();
}
