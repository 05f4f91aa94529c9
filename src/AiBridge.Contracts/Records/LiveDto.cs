using System.ComponentModel;
using System.Text.Json.Serialization;

namespace AiBridge.Contracts.Records;

/// <summary>The first text, thought or tool input of a streamed answer has come.</summary>
public sealed record LiveFirstTokenDto : LiveCallDto
{
    public required long TimeToFirstTokenMs { get; init; }
}

/// <summary>How far a running call is; at most one a second and call.</summary>
public sealed record LiveProgressDto : LiveCallDto
{
    [Description("Bytes of the answer so far.")]
    public required long ResponseBytes { get; init; }

    [Description("The tool that the model named last; null for none.")]
    public required string? LastTool { get; init; }
}

/// <summary>Events are missing: the reader was too slow, or the event it named last is not known any more.</summary>
/// <param name="Missed">How many events; null when nobody can know.</param>
public sealed record LiveGapDto(long? Missed);

/// <summary>Which call an event is about.</summary>
public abstract record LiveCallDto
{
    [JsonPropertyOrder(-1), Description("The interception.")]
    public required Guid Id { get; init; }

    [JsonPropertyOrder(-1)]
    public required string ProjectId { get; init; }

    [JsonPropertyOrder(-1)]
    public required string SessionId { get; init; }
}
