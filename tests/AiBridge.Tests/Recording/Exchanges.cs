using System.Text;
using AiBridge.Contracts.Providers;
using AiBridge.Exchanges;
using AiBridge.Projects;
using AiBridge.Protocols;
using AiBridge.Protocols.Json;
using AiBridge.Providers;

namespace AiBridge.Tests.Recording;

/// <summary>Exchanges as the stages before recording would have made them.</summary>
internal static class Exchanges
{
    private static readonly ProviderType Type = ProviderTypes.Find("anthropic")!;
    private static readonly RouteRule Rule = Type.Routes.First(rule => rule.Bridged);

    private static readonly ProviderInstance Provider = new()
    {
        Name = "anthropic",
        QualifiedName = "anthropic",
        ClusterId = "anthropic",
        Type = Type,
        DisplayName = "Anthropic",
        Enabled = true,
        BaseUrl = "http://127.0.0.1:1",
        Auth = ProviderAuth.ApiKey,
        AllowByok = true,
        Options = new ProviderOptions { Type = "anthropic" },
    };

    public static Exchange Make(
        TimeProvider clock, string? prompt = "hello", string? answers = null, string project = "prj_default", ClientFacts? client = null, string? cacheKey = null, Turn? turn = null)
    {
        var now = clock.GetUtcNow();
        var token = new BridgeToken(turn?.Token ?? "tok_1", project, "laptop", turn is null ? "Ada" : turn.Actor, ["bridge:Invoke"], ServerScope: false, ExpiresAt: null);
        return new Exchange(Guid.CreateVersion7(now), Provider, new RouteMatch(Rule, "/v1/messages", "/v1/messages"), new Caller(token), now, clock)
        {
            Request = new RequestFacts { Model = "m-1", Streaming = true, Prompt = prompt, LastToolResultId = answers, PromptCacheKey = cacheKey ?? turn?.CacheKey, Beginning = turn?.Beginning, PreviousResponseId = turn?.Previous },
            Client = client ?? new ClientFacts(turn?.Client ?? "Claude Code", turn?.Session, turn?.Agent),
            UserAgent = "claude-cli/2",
            RequestBytes = 1000,
        };
    }

    /// <summary>A tool call, begun and ended.</summary>
    public static void Report(this ToolCallDrafts calls, string id, string name, string input, string? server = null)
    {
        var call = calls.Begin(calls.Count);
        calls.Identify(call, id, name);
        call.Server = server;
        call.Replace(input);
        ToolCallDrafts.End(call);
    }

    private static JsonValue Text(string word) => new(Encoding.UTF8.GetBytes($"\"{word}\""));

    /// <summary>Ends an exchange well, having called the tools with these ids.</summary>
    public static void Complete(this Exchange exchange, params string[] toolCalls) => exchange.CompleteAs("msg_1", toolCalls);

    public static void CompleteAs(this Exchange exchange, string responseId, params string[] toolCalls)
    {
        exchange.Response = new ResponseFacts { ResponseId = responseId, Ended = true };
        exchange.Response.Usage.Input = 2;
        exchange.Response.Usage.Output = 61;
        foreach (var id in toolCalls)
            exchange.Response.Calls.Report(id, "Read", """{"file_path":"a"}""", "docs");
        exchange.Response.Model.Read(Text("m-2"));
        exchange.Response.ServiceTier.Read(Text("priority"));
        exchange.Response.Speed.Read(Text("fast"));
        exchange.ResponseBytes = 2000;
        exchange.Close(new ExchangeOutcome(ExchangeStatus.Completed, 200));
    }
}
