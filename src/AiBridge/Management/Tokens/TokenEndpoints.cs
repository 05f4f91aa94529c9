using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Management.Projects;
using AiBridge.Projects;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Management.Tokens;

internal static class TokenEndpoints
{
    public static void MapTokens(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/projects/{id}/tokens").WithTags("Tokens");
        group.ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("", ListAsync).Reads(TokenOperations.List)
            .WithSummary("A project's tokens, revoked ones too, by id");
        group.MapPost("", CreateAsync)
            .Writes(TokenOperations.Create).AcceptsBody<TokenBodyDto>()
            .WithSummary("Make a token")
            .WithDescription("The answer holds the token itself, this once. Nobody grants a permission they lack.")
            .WithExample("""{ "name": "laptop", "actorName": "ada", "permissions": ["bridge:Invoke", "interceptions:Read"] }""");
        group.MapDelete("/{tokenId}", RevokeAsync)
            .Writes(TokenOperations.Delete)
            .WithSummary("Revoke a token").WithDescription("It stops at once. It stays in the list.");
    }

    private static async Task<Ok<Page<TokenDto>>> ListAsync(
        string id,
        string? limit,
        string? cursor,
        IDbContextFactory<BridgeDb> contexts,
        TokenDirectory directory,
        HttpContext context,
        CancellationToken cancellation)
    {
        var items = PageLimit.Read(limit);
        var after = Cursor.Tokens.ReadText(cursor) ?? "";
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var project = await ProjectEndpoints.LoadAsync(db, id, context, cancellation);
        var found = await db.Tokens.AsNoTracking()
            .Where(row => row.ProjectId == project.Id && string.Compare(row.Id, after) > 0)
            .OrderBy(row => row.Id).Take(items + 1).ToListAsync(cancellation);
        var uses = directory.LastUses();
        return TypedResults.Ok(Page<TokenDto>.Of(
            [.. found.Select(row => new TokenDto(row, uses.TryGetValue(row.Id, out var last) ? last : null))], items, item => Cursor.Tokens.AfterText(item.Id)));
    }

    private static async Task<Created<IssuedTokenDto>> CreateAsync(string id, HttpContext context, TokenChanges tokens, CancellationToken cancellation)
    {
        var issued = await tokens.CreateAsync(context.Caller(), id, await JsonBody.ReadObjectAsync(context.Request, cancellation), cancellation);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/{TokenKind.Instance.ResourceOf(issued.Row)}", new IssuedTokenDto(issued.Row, issued.Secret.Reveal()));
    }

    private static async Task<NoContent> RevokeAsync(string id, string tokenId, HttpContext context, TokenChanges tokens, CancellationToken cancellation)
    {
        await tokens.RevokeAsync(context.Caller(), id, tokenId, cancellation);
        return TypedResults.NoContent();
    }
}
