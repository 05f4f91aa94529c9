using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class StoreVersionConfiguration : IEntityTypeConfiguration<StoreVersionRow>
{
    public void Configure(EntityTypeBuilder<StoreVersionRow> builder) => builder.HasKey(row => row.Migration);
}
