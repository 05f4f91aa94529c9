using AiBridge.Projects.Changes;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Projects;

/// <summary>What callers are told when something could not be done: the same code and words for every way in.</summary>
internal static class Refusals
{
    public static RefusedException Internal => new(
        StatusCodes.Status500InternalServerError, "internal_error", "The request failed inside the bridge; its log says why.");

    public static RefusedException StoreAway => new(
        StatusCodes.Status503ServiceUnavailable, StoreFailures.Code, "The database is locked, or cannot be read or written now; nothing was changed. Try again.")
    { RetryAfterSeconds = StoreFailures.RetryAfterSeconds };

    public static RefusedException StoredButNotInForce => new(
        StatusCodes.Status503ServiceUnavailable, StoreFailures.Code, "The change is stored, but the database cannot be read now; it takes force by itself as soon as it can.")
    { RetryAfterSeconds = StoreFailures.RetryAfterSeconds };

    public static RefusedException Of(Exception failure) => failure switch
    {
        RefusedException refusal => refusal,
        ChangeNotInForceException => StoredButNotInForce,
        OutOfMemoryException => RefusedException.Overloaded,
        _ => StoreFailures.IsUnavailable(failure) ? StoreAway : Internal,
    };

    /// <summary>As an RFC 9457 problem document with the contract's <c>code</c>.</summary>
    public static ProblemHttpResult ToProblem(RefusedException refusal)
    {
        var extensions = new Dictionary<string, object?>(refusal.Details) { ["code"] = refusal.Code };
        if (refusal.Parameter is not null)
            extensions["parameter"] = refusal.Parameter;
        if (refusal.Errors.Count > 0)
            extensions["errors"] = refusal.Errors;
        return TypedResults.Problem(refusal.Message, statusCode: refusal.Status, extensions: extensions);
    }
}
