using System.IO.Pipelines;
using System.Text.Json.Nodes;
using AiBridge.Configuration;
using AiBridge.Exchanges;
using AiBridge.Management.Access;
using AiBridge.Projects;
using AiBridge.Projects.Changes;

namespace AiBridge.Management.Bodies;

/// <summary>Reads a management request's body.</summary>
internal static class JsonBody
{
    public const int MaxBytes = 256 * 1024;

    /// <param name="request">The request.</param>
    /// <param name="cancellation">The caller has left.</param>
    /// <param name="maxBytes">Where more is sent than settings have.</param>
    /// <exception cref="RefusedException">400: not a JSON object; 413: too large; 415: another content type; 400 or 408: it does not come whole.</exception>
    public static async Task<BodyFields> ReadAsync(HttpRequest request, CancellationToken cancellation, int maxBytes = MaxBytes) => new(await ReadObjectAsync(request, cancellation, maxBytes));

    /// <exception cref="RefusedException">400: not a JSON object; 413: too large; 415: another content type; 400 or 408: it does not come whole.</exception>
    public static async Task<JsonObject> ReadObjectAsync(HttpRequest request, CancellationToken cancellation, int maxBytes = MaxBytes)
    {
        if (!request.HasJsonContentType())
            throw new RefusedException(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", "The body must be application/json.");
        var bytes = await ReadBytesAsync(request, maxBytes, cancellation);
        request.HttpContext.RequestServices.GetRequiredService<CallerGate>().AskAgain(request.HttpContext);
        return StrictJson.ReadObject(bytes.Span) ?? throw Invalid();
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken cancellation)
    {
        // Asked first: of one beyond the server's own limit not a byte can be read.
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        var reader = request.BodyReader;
        using var stalled = StalledIn(request.HttpContext.RequestServices, reader);
        using var buffer = new MemoryStream();
        while (true)
        {
            var read = await ReadAsync(request.HttpContext, reader, stalled, cancellation);
            var refusal = read.IsCanceled ? TooSlow(StatusCodes.Status408RequestTimeout) : buffer.Length + read.Buffer.Length > maxBytes ? TooLarge(maxBytes) : null;
            if (refusal is null)
            {
                foreach (var piece in read.Buffer)
                    buffer.Write(piece.Span);
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCanceled)
                ConnectionClose.Announce(request.HttpContext);
            if (refusal is not null)
                throw refusal;
            if (read.IsCompleted)
                return buffer.ToArray();
        }
    }

    private static SlowClientTimer StalledIn(IServiceProvider services, PipeReader reader) => new(
        services.GetRequiredService<TimeProvider>(), TimeSpan.FromSeconds(services.GetRequiredService<LiveConfiguration>().Current.Limits.SlowClientSeconds), reader.CancelPendingRead);

    private static async ValueTask<ReadResult> ReadAsync(HttpContext context, PipeReader reader, SlowClientTimer stalled, CancellationToken cancellation)
    {
        stalled.Given();
        try
        {
            return await reader.ReadAsync(cancellation);
        }
        catch (IOException broken) when (!context.RequestAborted.IsCancellationRequested)
        {
            // Of a chunk beyond all sizes the server only says that it cannot be read.
            throw TooSlow(broken is BadHttpRequestException refused ? refused.StatusCode : StatusCodes.Status400BadRequest);
        }
        finally
        {
            stalled.Back();
        }
    }

    private static RefusedException TooSlow(int status) => new(status, "invalid_request", "The body is broken, or came too slowly.");

    private static RefusedException TooLarge(int maxBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, "request_too_large", $"The body must not be larger than {maxBytes} bytes.");

    private static RefusedException Invalid() =>
        new(StatusCodes.Status400BadRequest, "invalid_request", "The body must be one JSON object with each field at most once.");
}
