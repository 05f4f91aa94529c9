using System.Text.Json.Nodes;
using AiBridge.Contracts.Projects;
using AiBridge.Projects.Changes;

namespace AiBridge.Projects;

/// <summary>Makes and revokes tokens; in force when the call returns.</summary>
internal sealed class TokenChanges(ChangeExecutor changes)
{
    private static readonly string[] Usual = [PermissionNames.InvokeBridge, PermissionNames.ReadInterceptions];

    /// <summary>Makes a token; the token itself is in the result and nowhere else.</summary>
    /// <param name="caller">Grants no more than it has.</param>
    /// <param name="projectId">The project it acts in.</param>
    /// <param name="token"><c>name</c>, and if wished <c>permissions</c>, <c>actorName</c>, <c>serverScope</c>, <c>expiresAt</c>.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task<IssuedTokenDto> CreateAsync(Caller caller, string projectId, JsonObject token, CancellationToken cancellation) => (await changes.ExecuteAsync(
        new ChangeRequest(caller, TokenOperations.Create, $"projects/{projectId}/tokens") { Input = token },
        async change =>
        {
            var project = await change.InProjectAsync(projectId);
            var issued = IssuedToken.Make(Read(change, project.Id), change.Now);
            change.Add(TokenKind.Instance, issued.Row);
            return issued;
        },
        cancellation)).ToDto();

    /// <param name="caller">Who revokes.</param>
    /// <param name="projectId">Its project; null: whichever has it, of those that the caller sees.</param>
    /// <param name="tokenId"><c>tok_…</c></param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task RevokeAsync(Caller caller, string? projectId, string tokenId, CancellationToken cancellation) => changes.ExecuteAsync(
        new ChangeRequest(caller, TokenOperations.Delete, projectId is null ? $"tokens/{tokenId}" : $"projects/{projectId}/tokens/{tokenId}"),
        async change =>
        {
            var project = projectId is null ? null : await change.InProjectAsync(projectId);
            var live = change.Db.Tokens.Where(token => token.Id == tokenId && token.RevokedAt == null && (project == null || token.ProjectId == project.Id));
            var row = await change.LoadAsync(TokenKind.Instance, live, project is null ? $"There is no live token {tokenId}." : $"The project has no live token {tokenId}.");
            if (row.ServerScope && !caller.Token.ServerScope)
                throw RefusedException.LackingServerScope(PermissionNames.DeleteTokens);
            row.RevokedAt = change.NowMs;
            return row;
        },
        cancellation);

    private static NewToken Read(PendingChange change, string projectId)
    {
        var input = change.Input;
        var wanted = new NewToken(
            projectId,
            input.RequiredText("name", 64),
            input.Texts("permissions", 64, 64) ?? Usual,
            input.Text("actorName", 128),
            input.Switch("serverScope") ?? false,
            input.Time("expiresAt"));
        if (wanted.Permissions.Count == 0)
            input.Fault("permissions", "must not be empty");
        foreach (var pattern in wanted.Permissions.Where(pattern => !PermissionPattern.IsGood(pattern)))
            input.Fault("permissions", $"must be permissions there are, service:* or *; number {wanted.Permissions.ToList().IndexOf(pattern) + 1} is none");
        if (wanted.ExpiresAt <= change.Now)
            input.Fault("expiresAt", "must lie in the future");
        input.Finish();
        return Granted(wanted, change.Caller.Token);
    }

    /// <exception cref="RefusedException">403: the caller would grant more than it has.</exception>
    private static NewToken Granted(NewToken wanted, BridgeToken caller)
    {
        if (wanted.Permissions.FirstOrDefault(pattern => !caller.Allows(pattern)) is { } lacking)
            throw RefusedException.Lacking(lacking);
        if (wanted.ServerScope && !caller.ServerScope)
            throw RefusedException.LackingServerScope(PermissionNames.WriteTokens);
        if (wanted.ServerScope && !caller.Allows(PermissionNames.Everything))
            throw RefusedException.Lacking(PermissionNames.Everything);
        return wanted with { Permissions = [.. wanted.Permissions.Distinct()] };
    }
}
