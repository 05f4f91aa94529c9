namespace AiBridge.Routing;

/// <summary>The answer where no provider has the first segment's name, and no other route either.</summary>
internal static class UnknownName
{
    public static Task WriteAsync(HttpContext context) =>
        Results.Problem(
            title: "Not found",
            detail: "No provider and no endpoint has this path.",
            statusCode: StatusCodes.Status404NotFound,
            extensions: new Dictionary<string, object?> { ["code"] = "not_found" }).ExecuteAsync(context);
}
