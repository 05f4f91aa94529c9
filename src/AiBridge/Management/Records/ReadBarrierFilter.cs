using AiBridge.Exchanges;

namespace AiBridge.Management.Records;

/// <summary>Lets queries see what was recorded before they were asked: whoever has the end of an answer finds its interception.</summary>
internal static class ReadBarrierFilter
{
    /// <summary>On a group of queries; after its permission, so that nobody else makes the writer hurry.</summary>
    public static RouteGroupBuilder WithReadBarrier(this RouteGroupBuilder queries) => queries.AddEndpointFilter(static async (context, next) =>
    {
        var http = context.HttpContext;
        await http.RequestServices.GetRequiredService<ReadBarrier>().PassAsync(http.RequestAborted);
        return await next(context);
    });
}
