using AiBridge.Projects;

namespace AiBridge.Management.Audit;

/// <summary>
/// A write whose caller names no version (<c>If-Match</c>) is meant for whatever is there: when another change comes between its reading
/// and its saving, it is made anew on what that one left, and the last one wins.
/// </summary>
internal sealed class UnconditionalWrites : IDisposable
{
    private const int MostTries = 20;

    // Those that lost once go one after another; else of many at once most would lose again and again.
    private readonly SemaphoreSlim _repeating = new(1, 1);

    /// <exception cref="RefusedException">409: others came between every time.</exception>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        try
        {
            return await next(context);
        }
        catch (RefusedException refusal) when (IsOvertaken(refusal, http))
        {
            await _repeating.WaitAsync(http.RequestAborted);
        }

        try
        {
            return await RepeatAsync(context, next);
        }
        finally
        {
            _repeating.Release();
        }
    }

    public void Dispose() => _repeating.Dispose();

    private static async Task<object?> RepeatAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        for (var tries = 2; tries <= MostTries; tries++)
        {
            context.HttpContext.Audit().Changes.Clear();
            try
            {
                return await next(context);
            }
            catch (RefusedException refusal) when (IsOvertaken(refusal, context.HttpContext))
            {
                // Again, on what is there now.
            }
        }

        throw RefusedException.Conflict("conflict", "Others changed it each time before this change could be saved; nothing of it is. Try again.");
    }

    private static bool IsOvertaken(RefusedException refusal, HttpContext http) =>
        refusal.Status == StatusCodes.Status412PreconditionFailed && http.Request.Headers.IfMatch.Count == 0;
}
