using System.Reflection;
using System.Text.Json;
using AiBridge.Configuration;
using AiBridge.Contracts.Records;
using AiBridge.Recording.Records;
using AiBridge.Storage.Rows;
using AiBridge.Telemetry;

namespace AiBridge.Recording.Writing;

/// <summary>
/// Tells what is stored in the log, too, where that is wanted (<c>Recording:ExportToLog</c>): events whose <c>record_type</c> says what they hold, with the API's
/// fields in lower_snake, those alone that have a value. From the writer's thread, once the database has them.
/// </summary>
internal sealed partial class RecordExport(LiveConfiguration configuration, ILogger<RecordExport> logger)
{
    private static readonly (string Name, PropertyInfo Column)[] Beginning = Columns(typeof(InterceptionColumns), nameof(ClosingColumns.CredentialHint));
    private static readonly (string Name, PropertyInfo Column)[] End = [.. Columns(typeof(ClosingColumns)), .. Columns(typeof(ResponseColumns)).Where(column => !column.Name.EndsWith("_tokens", StringComparison.Ordinal))];
    private static readonly (string Name, PropertyInfo Column)[] Tokens = [.. TypedColumns<TokenUsageDto>(typeof(ResponseColumns))];

    public void Write(IReadOnlyList<BatchItem> items)
    {
        if (!configuration.Current.Recording.ExportToLog || !logger.IsEnabled(LogLevel.Information))
            return;
        try
        {
            foreach (var item in items)
                Write(item);
        }
        catch (Exception failure)
        {
            // The database has them: whoever writes must not take that for undone.
            Log.NotExported(logger, failure);
        }
    }

    private void Write(BatchItem item)
    {
        if (item.Opening is { } opening)
            Write(opening);
        if (item.Closing is { } closing)
            Write("interception_end", closing.Id, closing, End);
        if (((ResponseRecord?)item.Closing ?? item.Amendment) is { } response)
            WriteAnswer(item.Id, response);
    }

    private void Write(OpeningRecord opening)
    {
        Write("interception_start", opening.Id, opening, Beginning);
        if (opening.Prompt is { } prompt)
            Write("prompt", opening.Id, ("text", ExportLimits.Cut(prompt)));
    }

    /// <param name="id">Empty where a later request told of a response, which is known by its own id.</param>
    /// <param name="response">What the answer said.</param>
    private void WriteAnswer(Guid id, ResponseRecord response)
    {
        if ((response.InputTokens ?? response.OutputTokens ?? response.CacheReadInputTokens ?? response.CacheWriteInputTokens) is not null || response.ExtraTokens is not null)
        {
            var extra = response.ExtraTokens?.Select(count => ($"extra.{count.Key}", (object?)count.Value)) ?? [];
            Write("token_usage", id, [("provider_response_id", response.ProviderResponseId), .. Values(response, Tokens), ("partial", response.UsagePartial), .. extra]);
        }

        foreach (var use in response.ToolUses ?? [])
            Write("tool_usage", id, ("provider_response_id", response.ProviderResponseId), ("tool_call_id", use.Id), ("tool", use.Name), ("server", use.Server), ("input", ExportLimits.Cut(use.Input)));
        foreach (var thought in response.Thoughts ?? [])
            Write("model_thought", id, ("provider_response_id", response.ProviderResponseId), ("content", ExportLimits.Cut(thought.Content)), ("source", thought.Source));
    }

    private void Write(string type, Guid id, object record, (string Name, PropertyInfo Column)[] columns) => Write(type, id, [.. Values(record, columns)]);

    private void Write(string type, Guid id, params (string Name, object? Value)[] values)
    {
        var fields = new Dictionary<string, object> { ["record_type"] = type };
        if (id != Guid.Empty)
            fields["interception_id"] = id;
        foreach (var (name, value) in values)
        {
            if (value is not (null or "") && !Guid.Empty.Equals(value))
                fields[name] = value;
        }

        using (logger.BeginScope(fields))
            Log.Exported(logger);
    }

    private static IEnumerable<(string Name, object? Value)> Values(object record, (string Name, PropertyInfo Column)[] columns) => columns.Select(column =>
        (column.Name, column.Column.GetValue(record) is long time && column.Name.EndsWith("_at", StringComparison.Ordinal) ? DateTimeOffset.FromUnixTimeMilliseconds(time) : column.Column.GetValue(record)));

    /// <summary>The columns of one class that the API tells, too, and others by name.</summary>
    private static (string Name, PropertyInfo Column)[] Columns(Type type, params string[] others) =>
    [
        .. from column in type.GetProperties()
           where others.Contains(column.Name) || (column.DeclaringType == type && column.Name != nameof(ClosingColumns.Id) && typeof(InterceptionFieldsDto).GetProperty(column.Name) is not null)
           select (JsonNamingPolicy.SnakeCaseLower.ConvertName(column.Name), column),
    ];

    private static IEnumerable<(string Name, PropertyInfo Column)> TypedColumns<TDto>(Type type) =>
        from field in typeof(TDto).GetProperties()
        where type.GetProperty(field.Name) is not null
        select (JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name), type.GetProperty(field.Name)!);

    private static partial class Log
    {
        [LoggerMessage(1460, LogLevel.Information, "What was recorded")]
        public static partial void Exported(ILogger logger);

        [LoggerMessage(1461, LogLevel.Warning, "Some of what was recorded could not be told in the log; the database has it")]
        public static partial void NotExported(ILogger logger, Exception failure);
    }
}
