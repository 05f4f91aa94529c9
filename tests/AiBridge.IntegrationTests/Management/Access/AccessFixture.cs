using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.IntegrationTests.Management.Access;

/// <summary>A server with a project that has one of everything, and tokens of somebody else, each wrong in its own way.</summary>
public sealed class AccessFixture : IAsyncLifetime
{
    private readonly Dictionary<string, string> _foreign = [];

    internal Bridge Bridge { get; private set; } = null!;

    /// <summary>All permissions, in another project.</summary>
    internal string Stranger { get; private set; } = "";

    /// <summary>In the project itself, with nothing but the right to use the bridge.</summary>
    internal string Powerless { get; private set; } = "";

    /// <summary>None that is good: absent, no token, revoked, expired.</summary>
    internal Dictionary<string, string?> NoGood { get; } = new() { ["absent"] = null, ["garbage"] = "aib_" + new string('x', 43) };

    internal string OwnerId { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Bridge = await Bridge.StartAsync("""{"Providers":[{"Type":"anthropic","BaseUrl":"http://127.0.0.1:9"}]}""");
        OwnerId = await Bridge.ProjectAsync("owner");
        Stranger = (await TokenAsync(await Bridge.ProjectAsync("other"), "*")).Secret.Reveal();
        Powerless = (await TokenAsync(OwnerId, "bridge:Invoke")).Secret.Reveal();
        var revoked = await TokenAsync(OwnerId, "*");
        await Bridge.RevokeAsync(revoked.Row.Id);
        NoGood["revoked"] = revoked.Secret.Reveal();
        NoGood["expired"] = (await TokenAsync(OwnerId, "*", DateTimeOffset.UtcNow.AddMilliseconds(1))).Secret.Reveal();
        await AddThingsAsync(OwnerId);
    }

    public Task DisposeAsync() => Bridge.DisposeAsync().AsTask();

    /// <summary>The endpoint's path to the owner's thing; null when it has no parameters. A kind that is not known here has to be added.</summary>
    internal string? Foreign(string path) => !path.Contains('{') ? null : Filled(path, parameter => _foreign.TryGetValue($"{Collection(path, parameter)}/{parameter}", out var id) ? id : throw new InvalidOperationException($"{path}: say in {nameof(AccessFixture)} what the owner has for {Collection(path, parameter)}/{parameter}"));

    /// <summary>The same to something nobody has.</summary>
    internal string Unknown(string path) => Filled(path, parameter => _foreign[$"{Collection(path, parameter)}/{parameter}"] is { } known && Guid.TryParse(known, out _) ? Guid.NewGuid().ToString() : "nothing-of-that-id");

    internal Task<HttpResponseMessage> SendAsync(string method, string path, string? token, string? body = null) =>
        Bridge.As(token).SendAsync(new HttpMethod(method), path, method is "GET" or "DELETE" ? null : body ?? "{}");

    /// <summary>Everything that could have changed, as text.</summary>
    internal async Task<string> StateAsync()
    {
        await using var db = await Bridge.DbAsync();
        string[] parts =
        [
            .. (await db.Projects.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.Name} {row.Version}"),
            .. (await db.Tokens.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.RevokedAt} {row.Permissions}"),
            .. (await db.Secrets.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.Name} {row.Protected} {row.Version}"),
            .. (await db.Providers.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.Settings} {row.Version}"),
            .. (await db.AiProviders.AsNoTracking().ToListAsync()).Select(row => $"{row.Id} {row.Slug} {row.Version}"),
            $"{await db.Interceptions.CountAsync()}",
        ];
        return string.Join('\n', parts.Order(StringComparer.Ordinal));
    }

    internal async Task<int> RefusalsAsync()
    {
        await using var db = await Bridge.DbAsync();
        return await db.AuditEntries.CountAsync(row => row.Result == "refused");
    }

    private Task<IssuedToken> TokenAsync(string project, string permission, DateTimeOffset? expires = null) =>
        Bridge.IssueAsync(new NewToken(project, "test", [permission], ExpiresAt: expires));

    private async Task AddThingsAsync(string owner)
    {
        var interception = Recorded.Row(1, owner);
        await Recorded.AddAsync(Bridge, interception);
        await using var db = await Bridge.DbAsync();
        db.Secrets.Add(new SecretRow { Id = "sec_owner", ProjectId = owner, Name = "owner-secret", Protected = "x", Hint = "..." });
        db.AiProviders.Add(new AiProviderRow { Id = "aip_owner", ProjectId = owner, Name = "owner-provider", Slug = "owner-provider", Provider = "google", DefaultModel = "" });
        await db.SaveChangesAsync();
        (_foreign["projects/id"], _foreign["tokens/tokenId"]) = (owner, (await db.Tokens.FirstAsync(row => row.ProjectId == owner && row.RevokedAt == null)).Id);
        (_foreign["secrets/id"], _foreign["ai-providers/id"]) = ("sec_owner", "aip_owner");
        (_foreign["interceptions/id"], _foreign["sessions/sessionId"]) = (interception.Id.ToString(), interception.SessionId);
        _foreign["providers/name"] = "anthropic";
    }

    private static string Collection(string path, string parameter)
    {
        var before = path[..(path.IndexOf($"{{{parameter}}}", StringComparison.Ordinal) - 1)];
        return before[(before.LastIndexOf('/') + 1)..];
    }

    private static string Filled(string path, Func<string, string> value) =>
        System.Text.RegularExpressions.Regex.Replace(path, "{([A-Za-z]+)}", match => value(match.Groups[1].Value));
}
