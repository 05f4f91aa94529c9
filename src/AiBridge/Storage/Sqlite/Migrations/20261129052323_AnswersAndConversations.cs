using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AiBridge.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AnswersAndConversations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Interceptions_ProjectId_ProviderResponseId",
                table: "Interceptions");

            migrationBuilder.AddColumn<string>(
                name: "Server",
                table: "ToolUsages",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ConversationId",
                table: "Interceptions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ResponseModel",
                table: "Interceptions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ServiceTier",
                table: "Interceptions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Speed",
                table: "Interceptions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ConversationId_ProjectId",
                table: "Interceptions",
                columns: new[] { "ConversationId", "ProjectId" },
                filter: "\"ConversationId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProviderResponseId_ProjectId",
                table: "Interceptions",
                columns: new[] { "ProviderResponseId", "ProjectId" },
                filter: "\"ProviderResponseId\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Interceptions_ConversationId_ProjectId",
                table: "Interceptions");

            migrationBuilder.DropIndex(
                name: "IX_Interceptions_ProviderResponseId_ProjectId",
                table: "Interceptions");

            migrationBuilder.DropColumn(
                name: "Server",
                table: "ToolUsages");

            migrationBuilder.DropColumn(
                name: "ConversationId",
                table: "Interceptions");

            migrationBuilder.DropColumn(
                name: "ResponseModel",
                table: "Interceptions");

            migrationBuilder.DropColumn(
                name: "ServiceTier",
                table: "Interceptions");

            migrationBuilder.DropColumn(
                name: "Speed",
                table: "Interceptions");

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_ProviderResponseId",
                table: "Interceptions",
                columns: new[] { "ProjectId", "ProviderResponseId" },
                filter: "\"ProviderResponseId\" IS NOT NULL");
        }
    }
}
