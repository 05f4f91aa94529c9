using System.ComponentModel;
using AiBridge.Contracts;
using AiBridge.Contracts.Projects;
using AiBridge.Management.Access;
using AiBridge.Management.Audit;
using AiBridge.Management.Bodies;
using AiBridge.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

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
            .WithDescription("The answer holds the token itself, this once. Nobody grants a permission they lack, nor a time longer than their own.")
            .WithExample("""{ "name": "laptop", "actorName": "ada", "permissions": ["bridge:Invoke", "interceptions:Read"] }""");
        group.MapPatch("/{tokenId}", UpdateAsync)
            .Writes(TokenOperations.Update).AcceptsBody<TokenChangeBodyDto>()
            .WithSummary("Name a token anew, or take permissions or time away from it")
            .WithDescription("What is absent stays. Nothing can be given: make another token for that. 409 last_administrator: nobody could administer the server any more.")
            .WithExample("""{ "name": "old laptop", "permissions": ["interceptions:Read"] }""")
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/{tokenId}", RevokeAsync)
            .Writes(TokenOperations.Delete)
            .WithSummary("Revoke a token")
            .WithDescription("It stops at once. It stays in the list. What it made goes on, unless cascade=true takes that along. 409 last_administrator: nobody could administer the server any more.")
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<Page<TokenDto>>> ListAsync(string id, string? limit, string? cursor, ProjectQueries projects, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await projects.TokensAsync(context.Caller(), id, limit, cursor, cancellation));

    private static async Task<Created<IssuedTokenDto>> CreateAsync(string id, HttpContext context, TokenChanges tokens, CancellationToken cancellation)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellation);
        var issued = await tokens.CreateAsync(context.Caller(), id, body, cancellation);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/projects/{issued.ProjectId}/tokens/{issued.Id}", issued);
    }

    private static async Task<Ok<TokenDto>> UpdateAsync(
        string id,
        string tokenId,
        [Description("true: what is taken away is taken from all tokens that came of it, too.")] string? cascade,
        HttpContext context,
        TokenChanges tokens,
        CancellationToken cancellation)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellation);
        return TypedResults.Ok(await tokens.UpdateAsync(context.Caller(), id, tokenId, Flag.Read("cascade", cascade), body, cancellation));
    }

    private static async Task<NoContent> RevokeAsync(
        string id,
        string tokenId,
        [Description("true: all tokens that came of it stop, too, those that these made and so on; also when it is revoked already.")] string? cascade,
        HttpContext context,
        TokenChanges tokens,
        CancellationToken cancellation)
    {
        await tokens.RevokeAsync(context.Caller(), id, tokenId, Flag.Read("cascade", cascade), cancellation);
        return TypedResults.NoContent();
    }
}
