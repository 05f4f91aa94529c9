using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class ProviderConfiguration : IEntityTypeConfiguration<ProviderRow>
{
    public void Configure(EntityTypeBuilder<ProviderRow> builder)
    {
        builder.HasIndex(row => row.Name).IsUnique();
        builder.Property(row => row.Version).IsConcurrencyToken();
        builder.HasMany(row => row.Secrets).WithOne().HasForeignKey(row => row.ProviderId).OnDelete(DeleteBehavior.Cascade);
    }
}
