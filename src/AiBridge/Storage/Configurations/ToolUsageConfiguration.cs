using AiBridge.Storage.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiBridge.Storage.Configurations;

internal sealed class ToolUsageConfiguration : IEntityTypeConfiguration<ToolUsageRow>
{
    public void Configure(EntityTypeBuilder<ToolUsageRow> builder) =>
        builder.HasIndex(row => new { row.ProjectId, row.ToolCallId, row.Conversation, row.Beginning });
}
