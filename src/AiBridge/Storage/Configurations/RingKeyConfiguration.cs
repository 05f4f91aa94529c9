using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class RingKeyConfiguration : IEntityTypeConfiguration<RingKeyRow>
{
    public void Configure(EntityTypeBuilder<RingKeyRow> builder) => builder.HasIndex(row => row.Name).IsUnique();
}
