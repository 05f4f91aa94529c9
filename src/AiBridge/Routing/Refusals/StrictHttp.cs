using System.Buffers;
using AiBridge.Exchanges;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Routing.Refusals;

/// <summary>
/// Refuses, whoever is asked, what the server takes and another reader on the way could read differently: a length beside chunks, chunks
/// under another coding, bytes that no request target may hold.
/// </summary>
internal sealed class StrictHttp(RequestDelegate next, AskedProvider asked)
{
    /// <summary>Under this name the server keeps a length that stood beside chunks.</summary>
    private const string LengthBesideChunks = "X-Content-Length";

    private static readonly SearchValues<char> NotInTargets =
        SearchValues.Create([.. Enumerable.Range(0, ' ' + 1).Select(code => (char)code), '#', '\u007F']);

    public Task InvokeAsync(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if ((ProblemOf(target) ?? ProblemOf(context.Request)) is not { } problem)
            return next(context);
        // Where the next request would begin is not known for sure.
        ConnectionClose.Announce(context);
        asked.Of(target, out var family);
        return ErrorResponse.WriteAsync(context, family, BridgeError.InvalidRequest(problem));
    }

    private static string? ProblemOf(string target) =>
        target.AsSpan().ContainsAny(NotInTargets) ? "the request target holds a space, a control character or a fragment" : null;

    private static string? ProblemOf(HttpRequest request)
    {
        var coding = request.Headers.TransferEncoding;
        if (coding.Count == 0)
            return null;
        if (coding.Count > 1 || !string.Equals(coding[0], "chunked", StringComparison.OrdinalIgnoreCase) || HttpProtocol.IsHttp10(request.Protocol))
            return "Transfer-Encoding may only be chunked, once, and in HTTP/1.1";
        return request.Headers.ContainsKey(LengthBesideChunks) ? "Content-Length and Transfer-Encoding must not stand together" : null;
    }
}
