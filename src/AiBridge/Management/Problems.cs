using AiBridge.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management;

/// <summary>Errors as RFC 9457 problem documents with the contract's <c>code</c>.</summary>
internal static class Problems
{
    public static ProblemHttpResult Internal => Of(Refusals.Internal);

    public static ProblemHttpResult Overloaded => Of(RefusedException.Overloaded);

    public static ProblemHttpResult StoreAway => Of(Refusals.StoreAway);

    public static ProblemHttpResult StoredButNotInForce => Of(Refusals.StoredButNotInForce);

    public static ProblemHttpResult EndpointFallback(string method, string path) =>
        Of(StatusCodes.Status404NotFound, "not_found", $"There is no endpoint {method} {path}.");

    public static ProblemHttpResult MethodNotAllowed(string method, string path, IEnumerable<string> allowed) =>
        Of(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"{path} does not take {method}, but {string.Join(", ", allowed)}.");

    public static ProblemHttpResult Of(RefusedException refusal) => Refusals.ToProblem(refusal);

    public static ProblemHttpResult Of(int status, string code, string detail) =>
        TypedResults.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });
}
