namespace AiBridge.Routing;

/// <summary>The answer where no provider has the first segment's name, and no other route either.</summary>
internal static class UnknownName
{
    /// <param name="context">The request.</param>
    /// <param name="tokenMayBeMissing">No good token came: what belongs to a project is told to its tokens alone.</param>
    public static Task WriteAsync(HttpContext context, bool tokenMayBeMissing = false) =>
        Results.Problem(
            title: "Not found",
            detail: "No provider and no endpoint has this path." + (tokenMayBeMissing ? " A project's own provider needs a bridge token of that project, and none that is valid came with the request." : ""),
            statusCode: StatusCodes.Status404NotFound,
            extensions: new Dictionary<string, object?> { ["code"] = "not_found" }).ExecuteAsync(context);
}
