using AiBridge.Configuration;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Projects;

/// <summary>Sees to it that the default project exists and that somebody can get in.</summary>
internal sealed class FirstTokens(IDbContextFactory<BridgeDb> contexts, TokenDirectory directory, TimeProvider clock)
{
    public const string AdminVariable = "AIBRIDGE_ADMIN_TOKEN";

    /// <summary>What the first token of the default project may do.</summary>
    public static IReadOnlyList<string> ProjectPermissions { get; } =
        [PermissionNames.InvokeBridge, PermissionNames.ReadInterceptions, PermissionNames.ReadAiConfig, PermissionNames.Chat, PermissionNames.ReadAiStats];

    /// <summary>Ids of tokens set by the variable begin so; other ids are hexadecimal.</summary>
    private const string GivenPrefix = "tok_env_";

    private const string AdminProblem = $"must be \"{TokenFormat.Prefix}\" followed by 43 characters out of A-Z a-z 0-9 - _";

    /// <summary>
    /// Creates the project <c>default</c> when missing. A store without any token gets an administrator and a project token;
    /// several processes that start at once make them once, and only the one that did gets them back.
    /// </summary>
    /// <param name="adminToken">The value of <c>AIBRIDGE_ADMIN_TOKEN</c>: becomes the administrator token and revokes the one set before. Null or empty: not set.</param>
    /// <param name="cancellation">Stops the start.</param>
    /// <exception cref="ConfigurationException">The value has not the form of a bridge token.</exception>
    public async Task<FirstTokensMade> EnsureAsync(string? adminToken, CancellationToken cancellation = default)
    {
        var given = Parse(adminToken);
        var made = await contexts.WriteTransactionAsync(db => EnsureAsync(db, given, cancellation), cancellation);
        await directory.ReloadAsync(cancellation);
        return made;
    }

    /// <summary>Adds what is wrong with the variable, before anything has started.</summary>
    public static void Check(IReadOnlyDictionary<string, string> environment, ConfigurationFaults faults)
    {
        if (environment.GetValueOrDefault(AdminVariable)?.Trim() is { Length: > 0 } value && !TokenFormat.IsValid(value))
            faults.Add(AdminVariable, AdminProblem);
    }

    private async Task<FirstTokensMade> EnsureAsync(BridgeDb db, Secret? given, CancellationToken cancellation)
    {
        await EnsureDefaultProjectAsync(db, cancellation);
        var first = !await db.Tokens.AnyAsync(cancellation);
        if (given is not null)
            await SetAdminAsync(db, given, cancellation);
        var admin = first && given is null ? Add(db, Admin()) : null;
        return new FirstTokensMade(admin, first ? Add(db, Project()) : null);
    }

    private static Secret? Parse(string? adminToken)
    {
        var value = adminToken?.Trim();
        if (string.IsNullOrEmpty(value))
            return null;
        return TokenFormat.IsValid(value) ? new Secret(value) : throw new ConfigurationException([$"{AdminVariable}: {AdminProblem}"]);
    }

    private static NewToken Admin() => new(ProjectStore.DefaultId, "administrator", [PermissionNames.Everything], ServerScope: true);

    private static NewToken Project() => new(ProjectStore.DefaultId, "default", [.. ProjectPermissions]);

    private async Task EnsureDefaultProjectAsync(BridgeDb db, CancellationToken cancellation)
    {
        if (await db.Projects.AnyAsync(row => row.Id == ProjectStore.DefaultId, cancellation))
            return;
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        db.Projects.Add(new ProjectRow { Id = ProjectStore.DefaultId, Name = ProjectStore.DefaultName, CreatedAt = now, UpdatedAt = now });
        await db.SaveChangesAsync(cancellation);
    }

    private async Task SetAdminAsync(BridgeDb db, Secret given, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var hash = TokenHash.Of(given.Reveal()).ToString();
        var rows = await db.Tokens
            .Where(row => row.Hash == hash || (row.Id.StartsWith(GivenPrefix) && row.RevokedAt == null))
            .ToListAsync(cancellation);
        foreach (var earlier in rows.Where(row => row.Hash != hash))
            earlier.RevokedAt = now.ToUnixTimeMilliseconds();

        var same = rows.SingleOrDefault(row => row.Hash == hash);
        if (same is { ServerScope: true, RevokedAt: null, ExpiresAt: null, Permissions: PermissionNames.Everything })
            return;
        if (same is not null)
        {
            db.Tokens.Remove(same);
            await db.SaveChangesAsync(cancellation);
        }

        db.Tokens.Add(IssuedToken.Make(Admin(), now, given, GivenPrefix).Row);
    }

    private IssuedToken Add(BridgeDb db, NewToken wanted)
    {
        var issued = IssuedToken.Make(wanted, clock.GetUtcNow());
        db.Tokens.Add(issued.Row);
        return issued;
    }
}

/// <summary>What the first start made; both null on a later one.</summary>
/// <param name="Admin">Null also when <c>AIBRIDGE_ADMIN_TOKEN</c> set it.</param>
/// <param name="Project">The token of the project <c>default</c>.</param>
internal sealed record FirstTokensMade(IssuedToken? Admin, IssuedToken? Project);
