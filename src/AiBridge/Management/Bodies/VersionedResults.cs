using AiBridge.Projects.Changes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.Bodies;

/// <summary>Answers that carry the version of what they tell as their <c>ETag</c>.</summary>
internal static class VersionedResults
{
    public static Ok<T> Ok<T>(this Versioned<T> told, HttpContext context)
    {
        EntityTag.Set(context.Response, told.Version);
        return TypedResults.Ok(told.Value);
    }

    /// <param name="told">What was made.</param>
    /// <param name="path">Where it is, below <c>/api/v1/</c>.</param>
    /// <param name="context">The request.</param>
    public static Created<T> Created<T>(this Versioned<T> told, string path, HttpContext context)
    {
        EntityTag.Set(context.Response, told.Version);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/{path}", told.Value);
    }
}
