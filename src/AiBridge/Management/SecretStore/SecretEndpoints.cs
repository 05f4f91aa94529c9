using System.ComponentModel;
using AiBridge.Contracts;
using AiBridge.Contracts.Secrets;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Providers.SecretStore;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiBridge.Management.SecretStore;

internal static class SecretEndpoints
{
    private const string Answer = """
        { "id": "sec_0f2c5f3a9d1e4b7c8a6d5e4f", "projectId": "prj_default", "name": "Lab key", "hasValue": true, "hint": "sk-l...9xQ2", "usedBy": [],
          "managed": false, "error": null, "createdAt": "2026-11-21T08:00:00.000Z", "updatedAt": "2026-11-21T08:00:00.000Z" }
        """;

    public static void MapSecrets(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/secrets").WithTags("Secrets");
        group.MapGet("", ListAsync).Reads(SecretOperations.List)
            .WithSummary("Stored secrets, by id")
            .WithDescription("Values never come back. A project's token sees its project's; a token of the server all, server-wide ones too.");
        group.MapGet("/{id}", FindAsync).Reads(SecretOperations.Get)
            .WithEntityTag().WithSummary("One secret without its value, and what uses it")
            .WithExample(answer: Answer)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPost("", CreateAsync)
            .Writes(SecretOperations.Create).AcceptsBody<SecretBodyDto>()
            .WithEntityTag().WithSummary("Store a secret")
            .WithDescription("The value is encrypted at rest and never shown again.")
            .WithExample("""{ "name": "Lab key", "value": "YOUR-KEY" }""")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapPatch("/{id}", UpdateAsync)
            .Writes(SecretOperations.Update).AcceptsBody<SecretChangeBodyDto>()
            .WithEntityTag().WithSummary("Rename a secret, or give it a new value")
            .WithDescription("What is absent stays. A new value is in force when the answer comes, in every provider that uses it. If-Match is honoured.")
            .WithExample("""{ "value": "YOUR-NEW-KEY" }""")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
        group.MapDelete("/{id}", DeleteAsync)
            .Writes(SecretOperations.Delete)
            .WithSummary("Remove a secret")
            .WithDescription("409 secret_in_use names its dependents in \"dependents\". With force=true it is taken out of them: a project's provider that stands on a server-wide one goes on with the server's credential (409 says which), others without one, or, where their auth cannot be without, serve nothing until they get one.")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status412PreconditionFailed);
    }

    private static async Task<Ok<Page<SecretDto>>> ListAsync([AsParameters] PageQuery query, SecretQueries secrets, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await secrets.PageAsync(context.Caller(), query, cancellation));

    private static async Task<Ok<SecretDto>> FindAsync(string id, SecretQueries secrets, HttpContext context, CancellationToken cancellation) =>
        (await secrets.FindAsync(context.Caller(), id, cancellation)).Ok(context);

    private static async Task<Created<SecretDto>> CreateAsync(HttpContext context, SecretChanges secrets, CancellationToken cancellation)
    {
        var made = await secrets.CreateAsync(context.Caller(), await JsonBody.ReadObjectAsync(context.Request, cancellation), cancellation);
        return made.Created($"secrets/{made.Value.Id}", context);
    }

    private static async Task<Ok<SecretDto>> UpdateAsync(string id, HttpContext context, SecretChanges secrets, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellation);
        return (await secrets.UpdateAsync(context.Caller(), id, EntityTag.Expected(context.Request), body, cancellation)).Ok(context);
    }

    private static async Task<NoContent> DeleteAsync(
        string id,
        [Description("true: also when it is in use.")] string? force,
        SecretChanges secrets,
        HttpContext context,
        CancellationToken cancellation)
    {
        await secrets.DeleteAsync(context.Caller(), id, EntityTag.Expected(context.Request), Flag.Read("force", force), cancellation);
        return TypedResults.NoContent();
    }
}
