using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;

namespace AiBridge.Storage;

/// <summary>The model every database provider shares; a provider adds its own subclass with its own migrations and callers see only this type.</summary>
internal abstract class BridgeDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<InterceptionRow> Interceptions => Set<InterceptionRow>();

    public DbSet<PromptRow> Prompts => Set<PromptRow>();

    public DbSet<ToolUsageRow> ToolUsages => Set<ToolUsageRow>();

    public DbSet<ModelThoughtRow> ModelThoughts => Set<ModelThoughtRow>();

    public DbSet<ProjectRow> Projects => Set<ProjectRow>();

    public DbSet<TokenRow> Tokens => Set<TokenRow>();
}
