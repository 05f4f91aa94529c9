using AiBridge.Storage.Rows;

namespace AiBridge.Tests.Storage;

/// <summary>Rows with the values a test does not care about.</summary>
internal static class Rows
{
    public static InterceptionRow Interception(DateTimeOffset startedAt, string project = "prj_default", string model = "m-1", string status = "completed")
    {
        var id = Guid.CreateVersion7(startedAt);
        return new InterceptionRow
        {
            Id = id,
            ProjectId = project,
            InitiatorId = "tok_1",
            InitiatorName = "tester",
            Person = "tok_1",
            Provider = "anthropic",
            ProviderName = "anthropic",
            Protocol = "anthropic_messages",
            Route = "/v1/messages",
            Model = model,
            Client = "Unknown",
            SessionId = id.ToString(),
            Purpose = "main",
            ThreadRootId = id,
            CredentialKind = "centralized",
            Status = status,
            StartedAt = startedAt.ToUnixTimeMilliseconds(),
            Prompts = [new PromptRow { InterceptionId = id, Text = "hello" }],
            ToolUsages = [new ToolUsageRow { InterceptionId = id, ProjectId = project, ToolCallId = "call_1", Tool = "Read", Input = "{}" }],
            ModelThoughts = [new ModelThoughtRow { InterceptionId = id, Content = "hm", Source = "thinking" }],
        };
    }
}
