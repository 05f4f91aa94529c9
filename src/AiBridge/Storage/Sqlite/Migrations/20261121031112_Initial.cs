using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AiBridge.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "ChangeCounters",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChangeCounters", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "Interceptions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ProjectId = table.Column<string>(type: "TEXT", nullable: false),
                    InitiatorId = table.Column<string>(type: "TEXT", nullable: false),
                    InitiatorName = table.Column<string>(type: "TEXT", nullable: false),
                    Provider = table.Column<string>(type: "TEXT", nullable: false),
                    ProviderName = table.Column<string>(type: "TEXT", nullable: false),
                    Protocol = table.Column<string>(type: "TEXT", nullable: false),
                    Route = table.Column<string>(type: "TEXT", nullable: false),
                    Model = table.Column<string>(type: "TEXT", nullable: true),
                    Streaming = table.Column<bool>(type: "INTEGER", nullable: false),
                    Client = table.Column<string>(type: "TEXT", nullable: false),
                    ClientSessionId = table.Column<string>(type: "TEXT", nullable: true),
                    SessionId = table.Column<string>(type: "TEXT", nullable: false),
                    AgentId = table.Column<string>(type: "TEXT", nullable: true),
                    ParentAgentId = table.Column<string>(type: "TEXT", nullable: true),
                    Purpose = table.Column<string>(type: "TEXT", nullable: false),
                    ThreadParentId = table.Column<Guid>(type: "TEXT", nullable: true),
                    ThreadRootId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CorrelatingToolCallId = table.Column<string>(type: "TEXT", nullable: true),
                    UserAgent = table.Column<string>(type: "TEXT", nullable: true),
                    CredentialKind = table.Column<string>(type: "TEXT", nullable: false),
                    CredentialHint = table.Column<string>(type: "TEXT", nullable: true),
                    Status = table.Column<string>(type: "TEXT", nullable: false),
                    HttpStatus = table.Column<int>(type: "INTEGER", nullable: true),
                    ErrorType = table.Column<string>(type: "TEXT", nullable: true),
                    ErrorMessage = table.Column<string>(type: "TEXT", nullable: true),
                    ProviderResponseId = table.Column<string>(type: "TEXT", nullable: true),
                    StartedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    EndedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    DurationMs = table.Column<long>(type: "INTEGER", nullable: true),
                    TimeToFirstTokenMs = table.Column<long>(type: "INTEGER", nullable: true),
                    RequestBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    ResponseBytes = table.Column<long>(type: "INTEGER", nullable: false),
                    InputTokens = table.Column<long>(type: "INTEGER", nullable: true),
                    OutputTokens = table.Column<long>(type: "INTEGER", nullable: true),
                    CacheReadInputTokens = table.Column<long>(type: "INTEGER", nullable: true),
                    CacheWriteInputTokens = table.Column<long>(type: "INTEGER", nullable: true),
                    ExtraTokens = table.Column<string>(type: "TEXT", nullable: true),
                    UsagePartial = table.Column<bool>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<string>(type: "TEXT", nullable: true),
                    Observation = table.Column<string>(type: "TEXT", nullable: true),
                    OwnerId = table.Column<Guid>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Interceptions", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Projects",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Projects", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ModelThoughts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    InterceptionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Content = table.Column<string>(type: "TEXT", nullable: false),
                    Source = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ModelThoughts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ModelThoughts_Interceptions_InterceptionId",
                        column: x => x.InterceptionId,
                        principalTable: "Interceptions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Prompts",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    InterceptionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Text = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Prompts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Prompts_Interceptions_InterceptionId",
                        column: x => x.InterceptionId,
                        principalTable: "Interceptions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ToolUsages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    InterceptionId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ProjectId = table.Column<string>(type: "TEXT", nullable: false),
                    ToolCallId = table.Column<string>(type: "TEXT", nullable: false),
                    Tool = table.Column<string>(type: "TEXT", nullable: false),
                    Input = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ToolUsages", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ToolUsages_Interceptions_InterceptionId",
                        column: x => x.InterceptionId,
                        principalTable: "Interceptions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "Tokens",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    ProjectId = table.Column<string>(type: "TEXT", nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    ActorName = table.Column<string>(type: "TEXT", nullable: true),
                    Hash = table.Column<string>(type: "TEXT", nullable: false),
                    Permissions = table.Column<string>(type: "TEXT", nullable: false),
                    ServerScope = table.Column<bool>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: true),
                    RevokedAt = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Tokens", x => x.Id);
                    table.ForeignKey(
                        name: "FK_Tokens_Projects_ProjectId",
                        column: x => x.ProjectId,
                        principalTable: "Projects",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.InsertData(
                table: "ChangeCounters",
                columns: new[] { "Name", "Version" },
                values: new object[] { "projects", 0L });

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_Client_Id",
                table: "Interceptions",
                columns: new[] { "ProjectId", "Client", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_Id",
                table: "Interceptions",
                columns: new[] { "ProjectId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_InitiatorId_Id",
                table: "Interceptions",
                columns: new[] { "ProjectId", "InitiatorId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_Model_Id",
                table: "Interceptions",
                columns: new[] { "ProjectId", "Model", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_ProviderName_Id",
                table: "Interceptions",
                columns: new[] { "ProjectId", "ProviderName", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_ProviderResponseId",
                table: "Interceptions",
                columns: new[] { "ProjectId", "ProviderResponseId" },
                filter: "\"ProviderResponseId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_SessionId_Id",
                table: "Interceptions",
                columns: new[] { "ProjectId", "SessionId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_StartedAt",
                table: "Interceptions",
                columns: new[] { "ProjectId", "StartedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_ProjectId_Status_Id",
                table: "Interceptions",
                columns: new[] { "ProjectId", "Status", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Interceptions_Status_OwnerId",
                table: "Interceptions",
                columns: new[] { "Status", "OwnerId" },
                filter: "\"Status\" = 'in_progress'");

            migrationBuilder.CreateIndex(
                name: "IX_ModelThoughts_InterceptionId",
                table: "ModelThoughts",
                column: "InterceptionId");

            migrationBuilder.CreateIndex(
                name: "IX_Projects_Name",
                table: "Projects",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Prompts_InterceptionId",
                table: "Prompts",
                column: "InterceptionId");

            migrationBuilder.CreateIndex(
                name: "IX_Tokens_Hash",
                table: "Tokens",
                column: "Hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Tokens_ProjectId",
                table: "Tokens",
                column: "ProjectId");

            migrationBuilder.CreateIndex(
                name: "IX_ToolUsages_InterceptionId",
                table: "ToolUsages",
                column: "InterceptionId");

            migrationBuilder.CreateIndex(
                name: "IX_ToolUsages_ProjectId_ToolCallId",
                table: "ToolUsages",
                columns: new[] { "ProjectId", "ToolCallId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ChangeCounters");

            migrationBuilder.DropTable(
                name: "ModelThoughts");

            migrationBuilder.DropTable(
                name: "Prompts");

            migrationBuilder.DropTable(
                name: "Tokens");

            migrationBuilder.DropTable(
                name: "ToolUsages");

            migrationBuilder.DropTable(
                name: "Projects");

            migrationBuilder.DropTable(
                name: "Interceptions");
        }
    }
}
