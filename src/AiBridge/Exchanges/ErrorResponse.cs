using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using AiBridge.Providers;

namespace AiBridge.Exchanges;

/// <summary>Writes a <see cref="BridgeError"/> in the shape of a route's family.</summary>
internal static class ErrorResponse
{
    public const string CodeHeader = "X-AiBridge-Error";
    public const string InterceptionHeader = "X-AiBridge-Interception-Id";

    private static readonly JsonWriterOptions ReadableText = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The family before a route is known: Anthropic for its own type, and wherever the path is <c>/messages</c> or under it.</summary>
    public static ErrorFamily FamilyOf(ProviderType? type, ReadOnlySpan<char> path)
    {
        if (type?.Family == ErrorFamily.Anthropic)
            return ErrorFamily.Anthropic;
        return path.EndsWith("/messages", StringComparison.Ordinal) || path.Contains("/messages/", StringComparison.Ordinal)
            ? ErrorFamily.Anthropic
            : ErrorFamily.OpenAi;
    }

    public static Task WriteAsync(HttpContext context, ErrorFamily family, BridgeError error, Guid? interceptionId = null)
    {
        error = error.In(family, context.Request.Headers.UserAgent.ToString());
        // Before the client is given the end; whoever was told before knows better.
        context.Features.Get<Exchange>()?.Close(new ExchangeOutcome(ExchangeStatus.Failed, error.Status, error.Class, error.Message));
        var response = context.Response;
        response.StatusCode = error.Status;
        response.ContentType = "application/json";
        response.Headers[CodeHeader] = error.Code;
        if (interceptionId is { } id)
            response.Headers[InterceptionHeader] = id.ToString();
        if (!error.Retryable)
            response.Headers["x-should-retry"] = "false";
        if (error.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);

        var body = Body(family, error);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>The error alone, for where there is no response to write it to.</summary>
    public static ReadOnlyMemory<byte> Body(ErrorFamily family, BridgeError error)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(buffer, ReadableText);
        json.WriteStartObject();
        if (family == ErrorFamily.Anthropic)
            json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", family == ErrorFamily.Anthropic ? AnthropicType(error) : OpenAiType(error.Status));
        if (family == ErrorFamily.OpenAi)
        {
            json.WriteNull("param");
            json.WriteString("code", error.Status == 401 ? "invalid_api_key" : error.Code);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    // https://docs.anthropic.com/en/api/errors
    private static string AnthropicType(BridgeError error) => error.Status switch
    {
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        < 500 => "invalid_request_error",
        _ => error.Code == "circuit_open" ? "overloaded_error" : "api_error",
    };

    // https://platform.openai.com/docs/guides/error-codes
    private static string OpenAiType(int status) => status switch
    {
        429 => "rate_limit_error",
        < 500 => "invalid_request_error",
        _ => "server_error",
    };
}
