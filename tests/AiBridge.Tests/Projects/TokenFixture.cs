using System.Globalization;
using System.Text.Json.Nodes;
using AiBridge.Contracts.Projects;
using AiBridge.Projects;
using AiBridge.Tests.Projects.Changes;
using AiBridge.Tests.Storage;

namespace AiBridge.Tests.Projects;

/// <summary>One process: its own directory, and its own changes, on a database that others may share.</summary>
internal sealed class TokenFixture : IDisposable
{
    private readonly TemporaryDatabase _database;
    private readonly FakeTimeProvider _clock;
    private readonly ChangeFixture _changes;

    public TokenFixture(TemporaryDatabase database, FakeTimeProvider clock)
    {
        (_database, _clock) = (database, clock);
        Directory = new TokenDirectory(database.Contexts, clock);
        _changes = new ChangeFixture(database, clock, Directory);
    }

    public TokenDirectory Directory { get; }

    public TokenChanges Changes => new(_changes.Executor);

    public FirstTokens FirstTokens => new(_database.Contexts, Directory, _clock);

    public ProjectStore Projects => new(_database.Contexts);

    public Task<IssuedTokenDto> IssueAsync(NewToken wanted) => Changes.CreateAsync(
        ChangeFixture.Administrator,
        wanted.ProjectId,
        new JsonObject
        {
            ["name"] = wanted.Name,
            ["actorName"] = wanted.ActorName,
            ["permissions"] = new JsonArray([.. wanted.Permissions.Select(permission => JsonValue.Create(permission))]),
            ["expiresAt"] = wanted.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture),
        },
        default);

    public Task RevokeAsync(string projectId, string tokenId) => Changes.RevokeAsync(ChangeFixture.Administrator, projectId, tokenId, cascade: false, default);

    public void Dispose()
    {
        _changes.Dispose();
        Directory.Dispose();
    }
}
