using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class OwnerConfiguration : IEntityTypeConfiguration<OwnerRow>
{
    public void Configure(EntityTypeBuilder<OwnerRow> builder) => builder.Property(row => row.Id).ValueGeneratedNever();
}
