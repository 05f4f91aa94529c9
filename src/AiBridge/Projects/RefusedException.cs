using AiBridge.Contracts;

namespace AiBridge.Projects;

/// <summary>
/// What is asked cannot be done as asked, and nothing was changed. Every way in tells it in its own form (the API as a problem document)
/// with the same code and words; the status is the API's.
/// </summary>
internal sealed class RefusedException(int status, string code, string detail, string? parameter = null) : Exception(detail)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The query or path parameter at fault; null when it is none.</summary>
    public string? Parameter { get; } = parameter;

    /// <summary>What is wrong with which field of the body, or of the resource; empty when it is none.</summary>
    public IReadOnlyList<FieldProblem> Errors { get; private init; } = [];

    /// <summary>Further members of the problem document (<c>dependents</c>).</summary>
    public IReadOnlyDictionary<string, object?> Details { get; init; } = new Dictionary<string, object?>();

    /// <summary>When another try is worth it; null where that is not known, or never.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Another request's end makes room: that is soon.</summary>
    public static RefusedException Overloaded =>
        new(StatusCodes.Status503ServiceUnavailable, "overloaded", "The memory that all requests share is in use, or the token is being given large answers enough. Try again in 1 s.") { RetryAfterSeconds = 1 };

    public static RefusedException Unauthorized =>
        new(StatusCodes.Status401Unauthorized, "unauthorized", "A valid bridge token is needed: Authorization: Bearer aib_… or X-AiBridge-Token.");

    public static RefusedException ForeignOrigin =>
        new(StatusCodes.Status403Forbidden, "forbidden", "Without tokens only pages and hosts of this machine may call.");

    public static RefusedException Lacking(string permission) =>
        new(StatusCodes.Status403Forbidden, "forbidden", $"The token lacks the permission {permission}.");

    public static RefusedException LackingServerScope(string permission) =>
        new(StatusCodes.Status403Forbidden, "forbidden", $"The token has the permission {permission} in its project only; this needs a token of the server.");

    public static RefusedException Outlasting(DateTimeOffset end) =>
        new(StatusCodes.Status403Forbidden, "forbidden", $"The token ends at {end.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} and gives none that lasts longer.");

    public static RefusedException Conflict(string code, string detail, IReadOnlyList<FieldProblem>? errors = null) =>
        new(StatusCodes.Status409Conflict, code, detail) { Errors = errors ?? [] };

    /// <summary>The resource is no longer what the caller's <c>If-Match</c> says.</summary>
    public static RefusedException Outdated => new(
        StatusCodes.Status412PreconditionFailed, "precondition_failed", "It was changed since it was read; read it again and repeat the change on that.");

    /// <summary>Its project, or a secret it names, was removed while the request ran.</summary>
    public static RefusedException Gone => NotFound("The project it belongs to, or a secret it names, is no longer there.");

    /// <summary>Every fault of a body at once.</summary>
    public static RefusedException Faulty(IReadOnlyList<FieldProblem> errors) =>
        new(StatusCodes.Status400BadRequest, "invalid_request", string.Join("; ", errors.Select(error => $"{error.Field} {error.Problem}"))) { Errors = errors };

    /// <param name="parameter">As the caller wrote it: <c>startedAfter</c>.</param>
    /// <param name="problem">What a good value looks like: <c>must be …</c>.</param>
    public static RefusedException Invalid(string parameter, string problem) =>
        new(StatusCodes.Status400BadRequest, "invalid_request", $"{parameter} {problem}", parameter);

    public static RefusedException NotFound(string what) => new(StatusCodes.Status404NotFound, "not_found", what);
}
