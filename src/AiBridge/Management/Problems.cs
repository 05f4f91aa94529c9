using AiBridge.Projects;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management;

/// <summary>Errors as RFC 9457 problem documents with the contract's <c>code</c>.</summary>
internal static class Problems
{
    public static ProblemHttpResult Internal { get; } = Of(
        StatusCodes.Status500InternalServerError, "internal_error", "The request failed inside the bridge; its log says why.");

    public static ProblemHttpResult Overloaded { get; } = Of(RefusedException.Overloaded);

    public static ProblemHttpResult StoreAway { get; } = Of(
        StatusCodes.Status503ServiceUnavailable, StoreFailures.Code, "The database is locked, or cannot be read or written now; nothing was changed. Try again.");

    public static ProblemHttpResult StoredButNotInForce { get; } = Of(
        StatusCodes.Status503ServiceUnavailable, StoreFailures.Code, "The change is stored, but the database cannot be read now; it takes force by itself as soon as it can.");

    public static ProblemHttpResult EndpointFallback(string method, string path) =>
        Of(StatusCodes.Status404NotFound, "not_found", $"There is no endpoint {method} {path}.");

    public static ProblemHttpResult MethodNotAllowed(string method, string path, IEnumerable<string> allowed) =>
        Of(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"{path} does not take {method}, but {string.Join(", ", allowed)}.");

    public static ProblemHttpResult Of(RefusedException refusal)
    {
        var extensions = new Dictionary<string, object?>(refusal.Details) { ["code"] = refusal.Code };
        if (refusal.Parameter is not null)
            extensions["parameter"] = refusal.Parameter;
        if (refusal.Errors.Count > 0)
            extensions["errors"] = refusal.Errors;
        return TypedResults.Problem(refusal.Message, statusCode: refusal.Status, extensions: extensions);
    }

    public static ProblemHttpResult Of(int status, string code, string detail) =>
        TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
