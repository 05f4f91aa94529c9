using System.Text.Json.Nodes;
using AiBridge.Contracts.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Storage.Rows;

namespace AiBridge.Projects;

/// <summary>Makes, narrows and revokes tokens; in force when the call returns.</summary>
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
            // Whoever revokes the maker with all that it made must find this one, or this one find that.
            await change.WriteAloneAsync();
            var project = await change.InProjectAsync(projectId);
            var wanted = Read(change, project.Id);
            var issued = IssuedToken.Make(TokenRights.Grant(wanted, await TokenRights.AskAgainAsync(change.Db, caller, change.Now, cancellation)), change.Now);
            change.Add(TokenKind.Instance, issued.Row);
            return issued;
        },
        cancellation)).ToDto();

    /// <summary>Names it anew, and takes permissions or time away.</summary>
    /// <param name="caller">Who changes it.</param>
    /// <param name="projectId">Its project.</param>
    /// <param name="tokenId"><c>tok_…</c></param>
    /// <param name="cascade">What is taken away is taken from all that came of it, too.</param>
    /// <param name="token">Of <c>name</c>, <c>actorName</c>, <c>permissions</c>, <c>expiresAt</c> what shall change.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public async Task<TokenDto> UpdateAsync(Caller caller, string projectId, string tokenId, bool cascade, JsonObject token, CancellationToken cancellation) => (await changes.ExecuteAsync(
        new ChangeRequest(caller, TokenOperations.Update, $"projects/{projectId}/tokens/{tokenId}") { Input = token },
        async change =>
        {
            await change.WriteAloneAsync();
            var row = await LoadAsync(change, projectId, tokenId, TokenOperations.Update);
            var (ruled, ended) = (TokenRights.IsAdministrator(row, change.Now), row.ExpiresAt);
            TokenNarrowing.Apply(change.Input, row, change.Now);
            change.Input.Finish();
            List<TokenRow> leaving = ruled && (row.ExpiresAt != ended || !TokenRights.IsAdministrator(row, change.Now)) ? [row] : [];
            if (cascade)
                leaving.AddRange(await TokenNarrowing.CascadeAsync(change, row));
            await TokenRights.DemandAdministratorLeftAsync(change.Db, leaving, change.Now, cancellation);
            return row;
        },
        cancellation)).ToDto();

    /// <param name="caller">Who revokes.</param>
    /// <param name="projectId">Its project; null: whichever has it, of those that the caller sees.</param>
    /// <param name="tokenId"><c>tok_…</c></param>
    /// <param name="cascade">All that came of it goes, too; of one that is revoked already, what is left of that.</param>
    /// <param name="cancellation">Ends it before it is stored.</param>
    public Task RevokeAsync(Caller caller, string? projectId, string tokenId, bool cascade, CancellationToken cancellation) => changes.ExecuteAsync(
        new ChangeRequest(caller, TokenOperations.Delete, projectId is null ? $"tokens/{tokenId}" : $"projects/{projectId}/tokens/{tokenId}"),
        async change =>
        {
            await change.WriteAloneAsync();
            var row = await LoadAsync(change, projectId, tokenId, TokenOperations.Delete, orRevoked: cascade);
            IReadOnlyList<TokenRow> made = cascade ? [.. (await TokenRights.DescendantsAsync(change.Db, row.Id, cancellation)).Where(child => child.RevokedAt is null && child.Id != row.Id)] : [];
            if (row.RevokedAt is not null && made.Count == 0)
                throw Missing(projectId, tokenId);
            TokenRow[] leaving = [.. made.Append(row).Where(token => token.RevokedAt is null)];
            var ruled = leaving.Where(token => TokenRights.IsAdministrator(token, change.Now)).ToList();
            await TokenRights.DemandAdministratorLeftAsync(change.Db, ruled, change.Now, cancellation);
            foreach (var token in leaving)
                token.RevokedAt = change.NowMs;
            change.Changes.Add("children", null, TokenNarrowing.Names(made));
            return row;
        },
        cancellation);

    private static async Task<TokenRow> LoadAsync(PendingChange change, string? projectId, string tokenId, Operation operation, bool orRevoked = false)
    {
        var project = projectId is null ? null : await change.InProjectAsync(projectId);
        var rows = change.Db.Tokens.Where(token => token.Id == tokenId && (orRevoked || token.RevokedAt == null) && (project == null || token.ProjectId == project.Id));
        var row = await change.LoadAsync(TokenKind.Instance, rows, Missing(projectId, tokenId).Message);
        TokenRights.DemandReach(change.Caller, row, operation);
        return row;
    }

    private static RefusedException Missing(string? projectId, string tokenId) =>
        RefusedException.NotFound(projectId is null ? $"There is no live token {tokenId}." : $"The project has no live token {tokenId}.");

    private static NewToken Read(PendingChange change, string projectId)
    {
        var input = change.Input;
        var wanted = new NewToken(
            projectId,
            input.RequiredText("name", 64),
            TokenNarrowing.Permissions(input) ?? Usual,
            input.Text("actorName", 128),
            input.Switch("serverScope") ?? false,
            TokenNarrowing.End(input, change.Now));
        input.Finish();
        return wanted;
    }
}
