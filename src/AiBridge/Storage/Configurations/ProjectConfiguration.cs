using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<ProjectRow>
{
    public void Configure(EntityTypeBuilder<ProjectRow> builder)
    {
        builder.HasIndex(row => row.Name).IsUnique();
        builder.Property(row => row.Version).HasDefaultValue(1L).IsConcurrencyToken();
    }
}
