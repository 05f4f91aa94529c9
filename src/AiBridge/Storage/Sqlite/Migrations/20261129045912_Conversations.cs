using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AiBridge.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Conversations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ToolUsages_ProjectId_ToolCallId",
                table: "ToolUsages");

            migrationBuilder.AddColumn<long>(
                name: "Beginning",
                table: "ToolUsages",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Conversation",
                table: "ToolUsages",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Person",
                table: "Interceptions",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            // Calls recorded before stay without a conversation: which of them belong together, nobody can know any more.
            migrationBuilder.Sql(
                """
                UPDATE "Interceptions" SET "Person" = COALESCE(
                    (SELECT '@' || "ActorName" FROM "Tokens" WHERE "Tokens"."Id" = "Interceptions"."InitiatorId" AND "ActorName" <> ''),
                    "InitiatorId");
                """);

            migrationBuilder.CreateIndex(
                name: "IX_ToolUsages_ProjectId_ToolCallId_Conversation_Beginning",
                table: "ToolUsages",
                columns: new[] { "ProjectId", "ToolCallId", "Conversation", "Beginning" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_ToolUsages_ProjectId_ToolCallId_Conversation_Beginning",
                table: "ToolUsages");

            migrationBuilder.DropColumn(
                name: "Beginning",
                table: "ToolUsages");

            migrationBuilder.DropColumn(
                name: "Conversation",
                table: "ToolUsages");

            migrationBuilder.DropColumn(
                name: "Person",
                table: "Interceptions");

            migrationBuilder.CreateIndex(
                name: "IX_ToolUsages_ProjectId_ToolCallId",
                table: "ToolUsages",
                columns: new[] { "ProjectId", "ToolCallId" });
        }
    }
}
