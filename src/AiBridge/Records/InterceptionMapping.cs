using System.Linq.Expressions;
using AiBridge.Contracts.Records;
using AiBridge.Storage.Rows;

namespace AiBridge.Records;

/// <summary>What is told of a stored interception.</summary>
internal static class InterceptionMapping
{
    private static readonly IReadOnlyDictionary<string, long> Nothing = new Dictionary<string, long>();

    private static readonly Func<InterceptionRow, InterceptionDto> Columns = Compile();

    public static InterceptionDto ToDto(InterceptionRow row) => Columns(row);

    /// <summary>As it was when only its beginning was known.</summary>
    public static InterceptionDto AtItsBeginning(InterceptionDto stored) => stored with
    {
        ResponseModel = null,
        ServiceTier = null,
        Speed = null,
        CredentialHint = null,
        Status = RowWords.InProgress,
        HttpStatus = null,
        ErrorType = null,
        ErrorMessage = null,
        ProviderResponseId = null,
        EndedAt = null,
        DurationMs = null,
        TimeToFirstTokenMs = null,
        ResponseBytes = 0,
        Observation = null,
        TokenUsage = null,
    };

    public static InterceptionDetailDto ToDetailDto(InterceptionRow row) => new(ToDto(row))
    {
        Attempts = [.. (row.Attempts ?? []).Select(attempt => new AttemptDto(attempt.Number, attempt.CredentialHint, attempt.HttpStatus, attempt.Outcome, new DateTimeOffset(attempt.StartedAt, TimeSpan.Zero), attempt.DurationMs))],
        Prompts = [.. row.Prompts.Select(prompt => new PromptDto(prompt.Text, Time(prompt.CreatedAt)))],
        ToolUsages = [.. row.ToolUsages.Select(usage => new ToolUsageDto(usage.ToolCallId, usage.Tool, usage.Server, usage.Input, Time(usage.CreatedAt)))],
        ModelThoughts = [.. row.ModelThoughts.Select(thought => new ModelThoughtDto(thought.Content, thought.Source, Time(thought.CreatedAt)))],
    };

    /// <summary>A field is the column that is called like it, a time told as one: compiled once, so that a column that is told stands at the field alone.</summary>
    private static Func<InterceptionRow, InterceptionDto> Compile()
    {
        var row = Expression.Parameter(typeof(InterceptionRow));
        var told = typeof(InterceptionDto).GetProperties().Select(field => Expression.Bind(field, field.Name == nameof(InterceptionDto.TokenUsage)
            ? Expression.Call(typeof(InterceptionMapping), nameof(TokenUsage), null, row)
            : Told(Expression.Property(row, field.Name), field.PropertyType)));
        return Expression.Lambda<Func<InterceptionRow, InterceptionDto>>(Expression.MemberInit(Expression.New(typeof(InterceptionDto)), told), row).Compile();
    }

    private static Expression Told(MemberExpression column, Type field)
    {
        if (field == typeof(DateTimeOffset))
            return Expression.Call(typeof(InterceptionMapping), nameof(Time), null, column);
        if (field != typeof(DateTimeOffset?))
            return column;
        var time = Expression.Call(typeof(InterceptionMapping), nameof(Time), null, Expression.Property(column, "Value"));
        return Expression.Condition(Expression.Property(column, "HasValue"), Expression.Convert(time, field), Expression.Default(field));
    }

    /// <summary>Null when there was no usage at all.</summary>
    private static TokenUsageDto? TokenUsage(InterceptionRow row)
    {
        if ((row.InputTokens ?? row.OutputTokens ?? row.CacheReadInputTokens ?? row.CacheWriteInputTokens) is null && row.ExtraTokens is null)
            return null;
        return new TokenUsageDto(row.InputTokens, row.OutputTokens, row.CacheReadInputTokens, row.CacheWriteInputTokens, row.ExtraTokens ?? Nothing, row.UsagePartial);
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
