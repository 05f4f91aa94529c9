using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiBridge.Demo;

/// <summary>
/// One LLM API. The answer is made once, whole; a stream is that answer told in pieces, so both always agree.
/// </summary>
internal abstract class SimulatedProtocol
{
    /// <summary>Reads the request.</summary>
    /// <exception cref="BadDemoRequestException">It is not a request of this API.</exception>
    protected abstract DemoRequest Read(JsonObject body);

    /// <summary>The body of the blocking answer.</summary>
    protected abstract JsonObject Whole(DemoRequest request, DemoReply reply, DateTimeOffset now);

    /// <summary>The same answer as the events of a stream.</summary>
    protected abstract IEnumerable<DemoEvent> Events(DemoRequest request, JsonObject whole);

    /// <summary>Whether the event carries a piece of the tool call's input.</summary>
    protected abstract bool IsToolCall(DemoEvent told);

    /// <summary>An error body in the family's shape.</summary>
    public abstract JsonObject Error(string type, string message);

    public async Task AnswerAsync(HttpContext context, DemoFaults faults, TimeProvider clock)
    {
        JsonObject whole;
        DemoRequest request;
        DemoCut? death;
        try
        {
            request = Read(await ReadObjectAsync(context));
            var reply = DemoScript.Answer(request);
            death = faults.Next(context.Request, ref reply);
            whole = Whole(request, reply, clock.GetUtcNow());
        }
        catch (BadDemoRequestException refusal)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, Error("invalid_request_error", refusal.Message));
            return;
        }

        await ((request.Streaming, death) switch
        {
            (true, null) => DemoEventStream.WriteAsync(context, Events(request, whole).Select(told => told.Text), clock),
            (true, { } fault) => TruncatedAnswer.StreamAsync(context, Events(request, whole), IsToolCall, fault, clock),
            (false, null) => WriteAsync(context, StatusCodes.Status200OK, whole),
            _ => TruncatedAnswer.BlockingAsync(context, whole, clock),
        });
    }

    public static Task WriteAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(DemoJson.Compact), context.RequestAborted);
    }

    protected static string RequireModel(JsonObject body) => body.At("model").Text() is { Length: > 0 } model
        ? model
        : throw new BadDemoRequestException("model: Field required");

    /// <summary>The text in pieces of a word each, as models stream it.</summary>
    protected static IEnumerable<string> Pieces(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var space = text.IndexOf(' ', start);
            var end = space < 0 ? text.Length : space + 1;
            yield return text[start..end];
            start = end;
        }
    }

    private static async Task<JsonObject> ReadObjectAsync(HttpContext context)
    {
        try
        {
            var body = await JsonNode.ParseAsync(context.Request.Body, documentOptions: DemoJson.Strict, cancellationToken: context.RequestAborted);
            return body as JsonObject ?? throw new BadDemoRequestException("The request body must be a JSON object.");
        }
        catch (JsonException)
        {
            throw new BadDemoRequestException("The request body is not valid JSON.");
        }
    }
}

/// <summary>A request the API refuses with 400; the message goes to the client.</summary>
internal sealed class BadDemoRequestException(string message) : Exception(message);
