namespace AiBridge.Management;

/// <summary>A request that cannot be served as asked; <see cref="ProblemFilter"/> makes it the answer.</summary>
internal sealed class RefusedException(int status, string code, string detail, string? parameter = null) : Exception(detail)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The query or path parameter at fault; null when it is none.</summary>
    public string? Parameter { get; } = parameter;

    /// <param name="parameter">As the caller wrote it: <c>startedAfter</c>.</param>
    /// <param name="problem">What a good value looks like: <c>must be …</c>.</param>
    public static RefusedException Invalid(string parameter, string problem) =>
        new(StatusCodes.Status400BadRequest, "invalid_request", $"{parameter} {problem}", parameter);

    public static RefusedException NotFound(string what) => new(StatusCodes.Status404NotFound, "not_found", what);
}
