namespace AiBridge.Contracts.Ai;

/// <summary>The names of the events of a streamed chat. After the last <see cref="Delta"/> comes one <see cref="Done"/> or <see cref="Error"/>.</summary>
public static class ChatEvents
{
    public const string Delta = "delta";
    public const string Done = "done";
    public const string Error = "error";
}

/// <summary>The data of the event <c>delta</c>.</summary>
/// <param name="Text">What comes next of the answer.</param>
public sealed record ChatDeltaDto(string Text);

/// <summary>The data of the event <c>done</c>.</summary>
/// <param name="FinishReason">See <see cref="ChatFinishReasons"/>.</param>
/// <param name="Usage">Null when the upstream told none.</param>
public sealed record ChatDoneDto(string FinishReason, ChatUsageDto? Usage);

/// <summary>The data of the event <c>error</c>: what went wrong after the stream had begun.</summary>
/// <param name="Code">As that of a problem document.</param>
/// <param name="Message">For people.</param>
public sealed record ChatErrorDto(string Code, string Message);
