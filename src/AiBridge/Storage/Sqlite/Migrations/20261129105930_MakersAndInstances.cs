using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AiBridge.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class MakersAndInstances : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "CreatedBy",
                table: "Tokens",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ProviderInstance",
                table: "Interceptions",
                type: "TEXT",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "CreatedBy",
                table: "Tokens");

            migrationBuilder.DropColumn(
                name: "ProviderInstance",
                table: "Interceptions");
        }
    }
}
