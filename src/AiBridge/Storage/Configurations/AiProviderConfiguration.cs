using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class AiProviderConfiguration : IEntityTypeConfiguration<AiProviderRow>
{
    public void Configure(EntityTypeBuilder<AiProviderRow> builder)
    {
        builder.HasIndex(row => new { row.ProjectId, row.Slug }).IsUnique();
        builder.HasIndex(row => row.SecretId);
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasOne<ProjectRow>().WithMany().HasForeignKey(row => row.ProjectId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<SecretRow>().WithMany().HasForeignKey(row => row.SecretId).OnDelete(DeleteBehavior.SetNull);
    }
}
