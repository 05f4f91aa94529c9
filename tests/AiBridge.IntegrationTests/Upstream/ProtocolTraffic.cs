using AiBridge.IntegrationTests.Hosting;
using AiBridge.Tests;

namespace AiBridge.IntegrationTests.Upstream;

/// <summary>The least of each protocol that a client would take for real.</summary>
internal static class ProtocolTraffic
{
    public static string Path(KnownProtocol protocol) => protocol switch
    {
        KnownProtocol.AnthropicMessages => "/v1/messages",
        KnownProtocol.OpenAiChat => "/v1/chat/completions",
        _ => "/v1/responses",
    };

    public static string Request(KnownProtocol protocol, bool streaming)
    {
        var stream = streaming ? "true" : "false";
        return protocol == KnownProtocol.OpenAiResponses
            ? $$"""{"model":"model-a","input":"hello","stream":{{stream}}}"""
            : $$"""{"model":"model-a","max_tokens":9,"messages":[{"role":"user","content":"hello"}],"stream":{{stream}}}""";
    }

    public static string Answer(KnownProtocol protocol) => protocol switch
    {
        KnownProtocol.AnthropicMessages => Traffic.AnthropicAnswer,
        KnownProtocol.OpenAiChat => Traffic.ChatAnswer,
        _ => """{"id":"resp_1","object":"response","status":"completed","output":[],"usage":{"input_tokens":1,"output_tokens":1}}""",
    };

    public static string Stream(KnownProtocol protocol) => protocol switch
    {
        KnownProtocol.AnthropicMessages => Traffic.AnthropicStream,
        KnownProtocol.OpenAiChat => "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\ndata: [DONE]\n\n",
        _ => "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\"}}\n\n"
            + "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"hi\"}\n\n"
            + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"output\":[]}}\n\n",
    };

    /// <summary>The beginning of a stream that decides nothing yet.</summary>
    public static string Preamble(KnownProtocol protocol) => protocol switch
    {
        KnownProtocol.AnthropicMessages =>
            "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_e\",\"content\":[]}}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n",
        KnownProtocol.OpenAiChat => ": waiting\n\ndata: {\"id\":\"chatcmpl-e\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n",
        _ => "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_e\",\"status\":\"in_progress\"}}\n\n",
    };

    /// <summary>A stream whose first deciding event is an error, behind events that decide nothing.</summary>
    public static string ErrorStream(KnownProtocol protocol, string kind)
    {
        var code = Code(protocol, kind);
        return protocol switch
        {
            KnownProtocol.AnthropicMessages => Preamble(protocol) + $"event: error\ndata: {ErrorBody(protocol, code)}\n\n",
            KnownProtocol.OpenAiChat => $"data: {ErrorBody(protocol, code)}\n\n",
            _ => Preamble(protocol)
                + $"event: response.failed\ndata: {{\"type\":\"response.failed\",\"response\":{{\"id\":\"resp_e\",\"status\":\"failed\",\"error\":{{\"code\":\"{code}\",\"message\":\"words of the provider\"}}}}}}\n\n",
        };
    }

    /// <summary>The error in its family's envelope.</summary>
    public static string ErrorBody(KnownProtocol protocol, string code) => protocol == KnownProtocol.AnthropicMessages
        ? $$"""{"type":"error","error":{"type":"{{code}}","message":"words of the provider"},"request_id":"req_1"}"""
        : $$$"""{"error":{"message":"words of the provider","type":"{{{code}}}","param":null,"code":"{{{code}}}"}}""";

    public static string Code(KnownProtocol protocol, string kind) => (kind, protocol) switch
    {
        ("overloaded", KnownProtocol.AnthropicMessages) => "overloaded_error",
        ("overloaded", KnownProtocol.OpenAiResponses) => "server_is_overloaded",
        ("overloaded", _) => "service_unavailable",
        ("limited", KnownProtocol.AnthropicMessages) => "rate_limit_error",
        ("limited", _) => "rate_limit_exceeded",
        ("broken", KnownProtocol.AnthropicMessages) => "api_error",
        ("broken", _) => "server_error",
        ("quota", _) => "insufficient_quota",
        (_, _) => "invalid_request_error",
    };

    /// <summary>The status an overload in a stream becomes.</summary>
    public static int OverloadStatus(KnownProtocol protocol) => protocol == KnownProtocol.AnthropicMessages ? 529 : 503;
}
