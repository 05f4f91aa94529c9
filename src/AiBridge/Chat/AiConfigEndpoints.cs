using AiBridge.Contracts.Ai;
using AiBridge.Management;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Providers;
using AiBridge.Providers.Changes;
using AiBridge.Providers.Queries;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Chat;

internal static class AiConfigEndpoints
{
    public static void MapAiConfig(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/ai/config").WithTags("AI");
        group.MapGet("", Get).Reads(AiConfigOperations.Get)
            .WithEntityTag().WithSummary("Whom the project's chat asks")
            .WithDescription("The project's own configuration, else the server's default. Of keys and headers it says only whether there are any.");
        group.MapPut("", SetAsync)
            .Writes(AiConfigOperations.Set).AcceptsBody<AiConfigBodyDto>()
            .WithEntityTag().WithSummary("Say whom the project's chat asks")
            .WithDescription("The body takes the place of what was there, and is in force when the answer comes. An absent apiKey keeps the stored one only while provider and destination are the same. Agents are not touched. If-Match is honoured.")
            .WithExample("""{ "provider": "openai", "model": "gpt-5.4", "maxTokens": 2048, "apiKey": "sk-proj-0000000000000000" }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapDelete("", ClearAsync)
            .Writes(AiConfigOperations.Clear)
            .WithSummary("Go back to the server's default")
            .WithDescription("What was stored of the project's own goes, its key too. If-Match is honoured.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static Ok<AiConfigDto> Get(AiConfigQueries configs, HttpContext context) => configs.Get(context.Caller()).Ok(context);

    private static async Task<Ok<AiConfigDto>> SetAsync(AiConfigChanges configs, HttpContext context, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellation);
        return (await configs.SetAsync(context.Caller(), context.Caller().ProjectId, EntityTag.Expected(context.Request), body, cancellation)).Ok(context);
    }

    private static async Task<NoContent> ClearAsync(AiConfigChanges configs, HttpContext context, CancellationToken cancellation)
    {
        await configs.ClearAsync(context.Caller(), context.Caller().ProjectId, EntityTag.Expected(context.Request), cancellation);
        return TypedResults.NoContent();
    }
}
