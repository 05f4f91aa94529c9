using System.Net;
using System.Text.Json;
using AiBridge.Contracts;

namespace AiBridge.Client;

/// <summary>The bridge has refused, or its answer could not be understood. That it could not be reached is an <see cref="HttpRequestException"/>.</summary>
public sealed class AiBridgeException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The code of an answer that is none of the bridge's, or breaks off.</summary>
    public const string InvalidAnswer = "invalid_answer";

    /// <summary>What went wrong, as a word: <c>not_found</c>, <c>invalid_request</c>, <c>precondition_failed</c> …</summary>
    public string Code { get; init; } = InvalidAnswer;

    /// <summary>The answer's status; that of a stream which failed later is 200.</summary>
    public HttpStatusCode Status { get; init; }

    /// <summary>Every fault of the body, by the path of its field.</summary>
    public IReadOnlyList<FieldProblem> Errors { get; init; } = [];

    /// <summary>The parameter at fault; null for none.</summary>
    public string? Parameter { get; init; }

    /// <summary>What stands in the way; null where nothing does.</summary>
    public JsonElement? Dependents { get; init; }

    /// <summary>The id by which the audit log knows the request; null where the answer has none.</summary>
    public string? RequestId { get; init; }

    /// <summary>The record of a chat that failed; null where there is none.</summary>
    public Guid? InterceptionId { get; init; }

    /// <summary>When another try is worth it; null where nobody says.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
