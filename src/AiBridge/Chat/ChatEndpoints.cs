using System.Text;
using AiBridge.Contracts.Ai;
using AiBridge.Exchanges;
using AiBridge.Management;
using AiBridge.Management.Access;
using AiBridge.Management.Bodies;

namespace AiBridge.Chat;

internal static class ChatEndpoints
{
    /// <summary>Maps <c>/v1</c>.</summary>
    public static void MapChat(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapApi("/v1");
        api.MapDiscovery();
        api.MapAiConfig();
        api.MapPost("/ai/chat", ChatAsync).Reads(ChatOperations.Chat).AcceptsBody<ChatRequestDto>()
            .WithTags("AI").WithSummary("Ask the project's model")
            .WithDescription("One shape for every provider. With stream true the answer comes as server-sent events: delta {text} again and again, then done {finishReason, usage} or error {code, message}. What an upstream says of an error comes with its status and its message, and the error's class as the code. X-AiBridge-Interception-Id names the record.")
            .WithExample("""{ "messages": [{ "role": "user", "content": "Say hello." }], "model": "some-model", "maxTokens": 100 }""")
            .Produces<ChatResponseDto>(StatusCodes.Status200OK, "application/json", "text/event-stream")
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status502BadGateway).ProducesProblem(StatusCodes.Status504GatewayTimeout);
        api.MapStats();
        endpoints.MapNothingElse("/v1");
    }

    /// <summary>Bytes of memory for each that an upstream sends: as it came, as a text that grows, and as a whole one.</summary>
    private const int Copies = 6;

    private static async Task<IResult> ChatAsync(HttpContext context, ChatCalls chat, AnswerRoom room, TimeProvider clock)
    {
        var left = context.RequestAborted;
        try
        {
            var request = ChatRequest.Read(await JsonBody.ReadAsync(context.Request, left, ChatRequest.MaxBytes));
            await using var asked = await chat.AskAsync(context.Caller(), request, left);
            if (asked.Answer?.Id is { } id)
                context.Response.Headers[ErrorResponse.InterceptionHeader] = id.ToString();
            if (asked.Failure is { } failure)
                return Problem(context, failure);
            return request.Stream ? await StreamAsync(context, asked.Answer!, clock) : await WholeAsync(context, asked, room);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            return TypedResults.Empty;
        }
    }

    private static async Task<IResult> WholeAsync(HttpContext context, AskedChat asked, AnswerRoom room)
    {
        var answer = asked.Answer!;
        var content = new StringBuilder();
        var length = 0L;
        for (var more = true; more; content.Append(answer.TakeText()))
        {
            more = await answer.ReadAsync();
            await room.TakeAsync(context.Caller(), Copies * (answer.Length - length), context.RequestAborted);
            length = answer.Length;
        }

        if (answer.Failure is { } failure)
            return Problem(context, failure);
        return new PiecewiseJson<ChatResponseDto>(new ChatResponseDto
        {
            Id = answer.Id!.Value,
            Provider = asked.Ai.Provider!,
            Model = answer.Model,
            Content = content.ToString(),
            FinishReason = EnumWord.Of(answer.Finish),
            Usage = answer.Usage,
        });
    }

    private static async Task<IResult> StreamAsync(HttpContext context, ChatAnswer answer, TimeProvider clock)
    {
        var events = new ChatEventStream(context, clock);
        for (var more = true; more;)
        {
            more = await answer.ReadAsync();
            var text = answer.TakeText();
            // Nothing is begun as long as a status can say it.
            if (answer.Failure is { } early && text.Length == 0 && !context.Response.HasStarted)
                return Problem(context, early);
            if (!context.Response.HasStarted)
                await events.BeginAsync();
            if (text.Length > 0)
                await events.DeltaAsync(text);
            else
                await events.KeepAliveAsync();
        }

        if (answer.Failure is { } failure)
            await events.ErrorAsync(new ChatErrorDto(failure.Code, failure.Message));
        else
            await events.DoneAsync(new ChatDoneDto(EnumWord.Of(answer.Finish), answer.Usage));
        await answer.DrainAsync();
        return TypedResults.Empty;
    }

    private static IResult Problem(HttpContext context, ChatFailure failure)
    {
        context.Response.Headers[ErrorResponse.CodeHeader] = failure.Code;
        if (failure.RetryAfter is { } after)
            context.Response.Headers.RetryAfter = after;
        return Problems.Of(failure.Status, failure.Code, failure.Message);
    }
}
