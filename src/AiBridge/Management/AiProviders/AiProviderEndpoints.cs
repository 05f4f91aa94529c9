using AiBridge.Contracts;
using AiBridge.Contracts.Providers;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Providers;
using AiBridge.Providers.Changes;
using AiBridge.Providers.Queries;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.AiProviders;

internal static class AiProviderEndpoints
{
    public static void MapAiProviders(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/ai-providers").WithTags("AI providers");
        group.MapGet("", ListAsync).Reads(AiProviderOperations.List)
            .WithSummary("The project's own providers, by id");
        group.MapGet("/{id}", FindAsync).Reads(AiProviderOperations.Get)
            .WithEntityTag().WithSummary("One of the project's providers")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("", CreateAsync)
            .Writes(AiProviderOperations.Create).AcceptsBody<AiProviderBodyDto>()
            .WithEntityTag().WithSummary("Add a provider to the project")
            .WithDescription("It is in force when the answer comes. A slug that is the name of a server-wide provider stands in front of it for this project's tokens.")
            .WithExample("""{ "name": "Our lab", "provider": "custom", "baseUrl": "https://llm.example.com/v1", "defaultModel": "llama-4", "config": { "auth": "none" } }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPatch("/{id}", UpdateAsync)
            .Writes(AiProviderOperations.Update).AcceptsBody<AiProviderChangeBodyDto>()
            .WithEntityTag().WithSummary("Change a provider of the project")
            .WithDescription("What is absent stays; null clears. A change that would send the secret to another address names the secret again. If-Match is honoured.")
            .WithExample("""{ "defaultModel": "llama-4-small", "config": { "auth": "none", "timeouts": { "firstByteSeconds": 120 } } }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapDelete("/{id}", DeleteAsync)
            .Writes(AiProviderOperations.Delete)
            .WithSummary("Remove a provider of the project")
            .WithDescription("Running requests finish. The name then means the server-wide provider again, if there is one.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<Ok<Page<AiProviderDto>>> ListAsync([AsParameters] PageQuery query, AiProviderQueries providers, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await providers.PageAsync(context.Caller(), query, cancellation));

    private static async Task<Ok<AiProviderDto>> FindAsync(string id, AiProviderQueries providers, HttpContext context, CancellationToken cancellation) =>
        (await providers.FindAsync(context.Caller(), id, cancellation)).Ok(context);

    private static async Task<Created<AiProviderDto>> CreateAsync(AiProviderChanges providers, HttpContext context, CancellationToken cancellation)
    {
        var made = await providers.CreateAsync(context.Caller(), await JsonBody.ReadObjectAsync(context.Request, cancellation), cancellation);
        return made.Created($"ai-providers/{made.Value.Id}", context);
    }

    private static async Task<Ok<AiProviderDto>> UpdateAsync(string id, AiProviderChanges providers, HttpContext context, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellation);
        return (await providers.UpdateAsync(context.Caller(), id, EntityTag.Expected(context.Request), body, cancellation)).Ok(context);
    }

    private static async Task<NoContent> DeleteAsync(string id, AiProviderChanges providers, HttpContext context, CancellationToken cancellation)
    {
        await providers.DeleteAsync(context.Caller(), id, EntityTag.Expected(context.Request), cancellation);
        return TypedResults.NoContent();
    }
}
