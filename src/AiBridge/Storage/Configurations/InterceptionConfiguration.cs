using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

/// <summary>
/// Lists are read newest first within a project, so each index a filter deserves is (project, filter, id). Provider types
/// have no index of their own: they are few, and a list by type finds its page on the way through (project, id).
/// </summary>
internal sealed class InterceptionConfiguration : IEntityTypeConfiguration<InterceptionRow>
{
    public void Configure(EntityTypeBuilder<InterceptionRow> builder)
    {
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        ColumnJson.Map(builder.Property(row => row.Attempts));
        ColumnJson.Map(builder.Property(row => row.ExtraTokens));
        builder.HasIndex(row => new { row.ProjectId, row.Id });
        builder.HasIndex(row => new { row.ProjectId, row.SessionId, row.Id });
        builder.HasIndex(row => new { row.ProjectId, row.ProviderName, row.Id });
        builder.HasIndex(row => new { row.ProjectId, row.Model, row.Id });
        builder.HasIndex(row => new { row.ProjectId, row.Client, row.Id });
        builder.HasIndex(row => new { row.ProjectId, row.InitiatorId, row.Id });
        builder.HasIndex(row => new { row.ProjectId, row.Status, row.Id });
        // Whose they are is asked without a project, too.
        builder.HasIndex(row => new { row.ProviderResponseId, row.ProjectId }).HasFilter("\"ProviderResponseId\" IS NOT NULL");
        builder.HasIndex(row => new { row.ConversationId, row.ProjectId }).HasFilter("\"ConversationId\" IS NOT NULL");
        builder.HasIndex(row => new { row.Status, row.OwnerId }).HasFilter("\"Status\" = 'in_progress'");

        builder.HasMany(row => row.Prompts).WithOne().HasForeignKey(row => row.InterceptionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(row => row.ToolUsages).WithOne().HasForeignKey(row => row.InterceptionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasMany(row => row.ModelThoughts).WithOne().HasForeignKey(row => row.InterceptionId).OnDelete(DeleteBehavior.Cascade);
    }
}
