using System.Text.Json;
using AiBridge.CommandLine;
using AiBridge.Projects;
using AiBridge.Secrets;
using AiBridge.Storage;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.Benchmarks.Roles;

/// <summary>Fills a store with providers and projects before the bridge starts on it.</summary>
internal static class Crowd
{
    private static readonly Secret Key = new("sk-bench-of-no-value-000000000000");

    /// <summary>Server-wide providers <c>crowd-0…</c>, each with a key; projects with an <c>anthropic</c> and a <c>lab</c> of their own. Returns a token of one project in the middle.</summary>
    public static async Task<string> FillAsync(HostInputs inputs, string upstream, int providers, int projects)
    {
        await using var services = AiBridgeHost.BuildServices(inputs);
        var vault = services.GetRequiredService<SecretVault>();
        await services.GetRequiredService<StoreUpgrade>().RunAsync(CancellationToken.None);
        await using var db = await services.GetRequiredService<IDbContextFactory<BridgeDb>>().CreateDbContextAsync();
        for (var i = 0; i < providers; i++)
            AddProvider(db, vault, upstream, i);
        var token = "";
        for (var i = 0; i < projects; i++)
        {
            var issued = AddProject(db, vault, upstream, i);
            if (i == projects / 2)
                token = issued;
        }

        await db.SaveChangesAsync();
        return token;
    }

    private static void AddProvider(BridgeDb db, SecretVault vault, string upstream, int number)
    {
        var secret = AddSecret(db, vault, null, $"prv_{number}");
        var row = new ProviderRow
        {
            Id = $"prv_{number}",
            Name = $"crowd-{number}",
            Settings = JsonSerializer.Serialize(new { Type = "anthropic", BaseUrl = upstream }),
        };
        row.Secrets.Add(new ProviderSecretRow { ProviderId = row.Id, SecretId = secret.Id, Purpose = ProviderSecretRow.Key });
        db.Providers.Add(row);
    }

    private static string AddProject(BridgeDb db, SecretVault vault, string upstream, int number)
    {
        var project = new ProjectRow { Id = $"prj_{number}", Name = $"project {number}" };
        db.Projects.Add(project);
        var issued = IssuedToken.Make(new NewToken(project.Id, "bench", [PermissionNames.InvokeBridge]), DateTimeOffset.UtcNow);
        db.Tokens.Add(issued.Row);
        var secret = AddSecret(db, vault, project.Id, null);
        foreach (var (slug, type, path) in new[] { ("anthropic", "anthropic", ""), ("lab", "custom", "/v1") })
        {
            db.AiProviders.Add(new AiProviderRow
            {
                Id = $"aip_{number}_{slug}",
                ProjectId = project.Id,
                Name = slug,
                Slug = slug,
                Provider = type,
                DefaultModel = "",
                BaseUrl = upstream + path,
                SecretId = secret.Id,
                SecretDestination = $"{type} {upstream}",
            });
        }

        return issued.Secret.Reveal();
    }

    private static SecretRow AddSecret(BridgeDb db, SecretVault vault, string? projectId, string? ownerId)
    {
        var row = new SecretRow { Id = TokenFormat.NewId("sec_"), ProjectId = projectId, Name = "key", Protected = vault.Protect(Key), Hint = Key.Hint, OwnerId = ownerId };
        db.Secrets.Add(row);
        return row;
    }
}
