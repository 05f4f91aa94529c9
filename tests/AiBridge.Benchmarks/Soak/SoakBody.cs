using System.Text;

namespace AiBridge.Benchmarks.Soak;

/// <summary>The request's body; the upstream makes it once more and compares.</summary>
internal static class SoakBody
{
    public static byte[] Of(SoakCase request)
    {
        var mark = $"request {request.Number}; ";
        var history = string.Concat(Enumerable.Repeat(mark, request.BodyBytes / mark.Length));
        var said = $$"""{"role":"user","content":"{{history}}"},{"role":"assistant","content":"Yes."},{"role":"user","content":"Question {{request.Number}}"}""";
        var field = request.Protocol == SoakProtocol.OpenAiResponses ? "input" : "messages";
        var stream = request.Streaming ? "true" : "false";
        return Encoding.UTF8.GetBytes($$"""{"model":"{{request.Model}}","max_tokens":1000,"stream":{{stream}},"{{field}}":[{{said}}]}""");
    }
}
