using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class ProviderSecretConfiguration : IEntityTypeConfiguration<ProviderSecretRow>
{
    public void Configure(EntityTypeBuilder<ProviderSecretRow> builder)
    {
        builder.HasIndex(row => row.SecretId);
        // A forced deletion of a secret takes it out of the providers that use it.
        builder.HasOne<SecretRow>().WithMany().HasForeignKey(row => row.SecretId).OnDelete(DeleteBehavior.Cascade);
    }
}
