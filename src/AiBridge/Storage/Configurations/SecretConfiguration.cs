using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class SecretConfiguration : IEntityTypeConfiguration<SecretRow>
{
    public void Configure(EntityTypeBuilder<SecretRow> builder)
    {
        builder.HasIndex(row => new { row.ProjectId, row.Id });
        builder.HasIndex(row => row.OwnerId).HasFilter("\"OwnerId\" IS NOT NULL");
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasOne<ProjectRow>().WithMany().HasForeignKey(row => row.ProjectId).OnDelete(DeleteBehavior.Cascade);
    }
}
