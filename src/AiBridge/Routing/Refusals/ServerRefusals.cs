using System.Diagnostics;
using AiBridge.Exchanges;
using Microsoft.AspNetCore.Http.Features;

namespace AiBridge.Routing.Refusals;

/// <summary>
/// Hears from the server of each request that it refuses before any stage sees it (headers too many or too large, a line or a length
/// that is no HTTP), and answers it in the bridge's words. The server tells its diagnostic source at that moment, before its own empty
/// answer is written, and only then; requests that are taken cost nothing. On HTTP/2 the server's frames stand as they are.
/// </summary>
internal sealed class ServerRefusals(AskedProvider asked, RefusalMetrics metrics, TimeProvider clock, DiagnosticListener others) : DiagnosticSource
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public override bool IsEnabled(string name) => name == BadRequest || others.IsEnabled(name);

    public override void Write(string name, object? value)
    {
        if (name == BadRequest && value is IFeatureCollection request)
            Answer(request);
        if (others.IsEnabled(name))
            others.Write(name, value);
    }

    private void Answer(IFeatureCollection request)
    {
        var isHttp2 = request.Get<IHttpResetFeature>() is not null;
        if (isHttp2 || request.Get<IHttpResponseFeature>() is not { HasStarted: false } response || request.Get<WatchedTransport>() is not { } connection)
            return;
        var line = connection.Watched.FirstLine;
        // The server has said goodbye in frames.
        if (line.StartsWith("PRI * HTTP/2", StringComparison.Ordinal))
            return;
        var status = request.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException refusal ? refusal.StatusCode : StatusCodes.Status400BadRequest;
        var sent = request.Get<IHttpRequestFeature>();
        var target = sent is { RawTarget: { Length: > 0 } raw } ? raw : RefusalText.TargetOf(line);
        var isHead = HttpMethods.IsHead(sent is { Method: { Length: > 0 } method } ? method : RefusalText.MethodOf(line));
        var error = RefusalText.Error(status);
        metrics.Refused(asked.Of(target, out var family), error.Code);
        var body = RefusalText.Body(error, family);
        connection.Refuse(RefusalText.Head(status, response.Headers.Allow.ToString(), body, clock.GetUtcNow()), isHead ? default : body.Content.Span);
    }
}
