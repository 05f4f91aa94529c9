using System.Text;
using AiBridge.IntegrationTests.Hosting;
using AiBridge.Projects;
using AiBridge.Secrets;
using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiBridge.IntegrationTests.Management.Providers;

/// <summary>A look into the database behind the API.</summary>
internal static class Stored
{
    /// <summary>Everything that is kept of providers and their secrets, as one text.</summary>
    public static async Task<string> TextAsync(Bridge bridge)
    {
        await using var db = await bridge.DbAsync();
        var text = new StringBuilder();
        foreach (var row in await db.Providers.AsNoTracking().OrderBy(row => row.Id).ToListAsync())
            text.AppendLine($"{row.Id} {row.Name} {row.Version} {row.UpdatedAt} {row.Settings}");
        foreach (var use in await db.ProviderSecrets.AsNoTracking().OrderBy(use => use.Id).ToListAsync())
            text.AppendLine($"{use.Id} {use.ProviderId} {use.SecretId} {use.Purpose} {use.Position} {use.Destination}");
        foreach (var row in await db.Secrets.AsNoTracking().OrderBy(row => row.Id).ToListAsync())
            text.AppendLine($"{row.Id} {row.Name} {row.Version} {row.OwnerId} {row.Hint} {row.Protected}");
        return text.ToString();
    }

    public static async Task<IReadOnlyList<SecretRow>> SecretsAsync(Bridge bridge)
    {
        await using var db = await bridge.DbAsync();
        return await db.Secrets.AsNoTracking().OrderBy(row => row.Name).ToListAsync();
    }

    /// <summary>A server-wide secret that belongs to no provider.</summary>
    public static async Task<string> AddSecretAsync(Bridge bridge, string value)
    {
        var secret = new Secret(value);
        var row = new SecretRow { Id = TokenFormat.NewId("sec_"), Name = "shared", Protected = bridge.Services.GetRequiredService<SecretVault>().Protect(secret), Hint = secret.Hint };
        await using var db = await bridge.DbAsync();
        db.Secrets.Add(row);
        await db.SaveChangesAsync();
        return row.Id;
    }
}
