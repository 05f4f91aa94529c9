using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class ChangeCounterConfiguration : IEntityTypeConfiguration<ChangeCounterRow>
{
    public void Configure(EntityTypeBuilder<ChangeCounterRow> builder)
    {
        builder.HasKey(row => row.Name);
        builder.HasData(
            new ChangeCounterRow { Name = ChangeCounterRow.Projects, Version = 0 },
            new ChangeCounterRow { Name = ChangeCounterRow.Providers, Version = 0 });
    }
}
