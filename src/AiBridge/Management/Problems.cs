using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management;

/// <summary>Errors as RFC 9457 problem documents with the contract's <c>code</c>.</summary>
internal static class Problems
{
    public static ProblemHttpResult Unauthorized { get; } = Of(
        StatusCodes.Status401Unauthorized, "unauthorized", "A valid bridge token is needed: Authorization: Bearer aib_… or X-AiBridge-Token.");

    public static ProblemHttpResult ForeignOrigin { get; } = Of(
        StatusCodes.Status403Forbidden, "forbidden", "Without tokens only pages and hosts of this machine may call.");

    public static ProblemHttpResult Internal { get; } = Of(
        StatusCodes.Status500InternalServerError, "internal_error", "The request failed inside the bridge; its log says why.");

    public static ProblemHttpResult Lacking(string permission) =>
        Of(StatusCodes.Status403Forbidden, "forbidden", $"The token lacks the permission {permission}.");

    public static ProblemHttpResult NoEndpoint(string method, string path) =>
        Of(StatusCodes.Status404NotFound, "not_found", $"There is no endpoint {method} {path}.");

    public static ProblemHttpResult Of(RefusedException refusal) => Of(refusal.Status, refusal.Code, refusal.Message, refusal.Parameter);

    private static ProblemHttpResult Of(int status, string code, string detail, string? parameter = null)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        if (parameter is not null)
            extensions["parameter"] = parameter;
        return TypedResults.Problem(detail, statusCode: status, extensions: extensions);
    }
}
