using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class ProjectAiConfiguration : IEntityTypeConfiguration<ProjectAiRow>
{
    public void Configure(EntityTypeBuilder<ProjectAiRow> builder)
    {
        builder.ToTable("project_ai");
        builder.HasKey(row => row.ProjectId);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasOne<ProjectRow>().WithOne().HasForeignKey<ProjectAiRow>(row => row.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
