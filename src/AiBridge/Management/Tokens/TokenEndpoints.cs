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
            .WithDescription("The answer holds the token itself, this once. Nobody grants a permission they lack.")
            .WithExample("""{ "name": "laptop", "actorName": "ada", "permissions": ["bridge:Invoke", "interceptions:Read"] }""");
        group.MapDelete("/{tokenId}", RevokeAsync)
            .Writes(TokenOperations.Delete)
            .WithSummary("Revoke a token").WithDescription("It stops at once. It stays in the list.");
    }

    private static async Task<Ok<Page<TokenDto>>> ListAsync(string id, string? limit, string? cursor, ProjectQueries projects, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await projects.TokensAsync(context.Caller(), id, limit, cursor, cancellation));

    private static async Task<Created<IssuedTokenDto>> CreateAsync(string id, HttpContext context, TokenChanges tokens, CancellationToken cancellation)
    {
        var issued = await tokens.CreateAsync(context.Caller(), id, await JsonBody.ReadObjectAsync(context.Request, cancellation), cancellation);
        return TypedResults.Created($"{context.Request.PathBase}/api/v1/projects/{issued.ProjectId}/tokens/{issued.Id}", issued);
    }

    private static async Task<NoContent> RevokeAsync(string id, string tokenId, HttpContext context, TokenChanges tokens, CancellationToken cancellation)
    {
        await tokens.RevokeAsync(context.Caller(), id, tokenId, cancellation);
        return TypedResults.NoContent();
    }
}
