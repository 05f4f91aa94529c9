using AiBridge.Storage.Rows;

namespace AiBridge.Storage.Records;

/// <summary>What of one interception is written together: its beginning, its end, or both; or what was told of it later. What the database has of it already changes nothing.</summary>
internal sealed class InterceptionWrite
{
    /// <summary>All but its thread and, where the client names none, its session, which are the store's to find.</summary>
    public InterceptionColumns? Opening { get; init; }

    /// <summary>The session as the client names it.</summary>
    public string? SessionKey { get; init; }

    public PromptRow? Prompt { get; init; }

    public ClosingColumns? Closing { get; init; }

    /// <summary>Comes alone.</summary>
    public ResponseAmendment? Amendment { get; init; }

    /// <summary>Leads to the interception that this one goes on from; null when it begins a thread.</summary>
    public ThreadLookup? Lookup { get; init; }

    /// <summary>Of the answer; they are the interception's once that is known.</summary>
    public IReadOnlyList<ToolUsageRow> ToolUsages { get; init; } = [];

    /// <summary>Of the answer, likewise.</summary>
    public IReadOnlyList<ModelThoughtRow> Thoughts { get; init; } = [];
}

/// <summary>What a later request has told of an answer: it belongs to the interception of the same project and provider that was given the response's id.</summary>
/// <param name="Columns">What it tells; of the columns of the end, the error where it has failed.</param>
/// <param name="InterceptionId">Set where nothing but the response's id is told, of a running interception.</param>
/// <param name="ProjectId">The project.</param>
/// <param name="ProviderName">The provider.</param>
/// <param name="ProviderInstance">Which of those that have had the name; null where that is not known.</param>
/// <param name="Failed">The response has failed.</param>
internal sealed record ResponseAmendment(ClosingColumns Columns, Guid? InterceptionId, string ProjectId, string ProviderName, string? ProviderInstance, bool Failed);
