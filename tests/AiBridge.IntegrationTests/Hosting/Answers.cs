using System.Text;
using Microsoft.AspNetCore.Http;

namespace AiBridge.IntegrationTests.Hosting;

/// <summary>Ways an upstream answers.</summary>
internal static class Answers
{
    public const string EventStream = "text/event-stream";
    public const string Json = "application/json";

    /// <summary>Reads the request whole; every answer that wants to see it calls this once.</summary>
    public static Task<ReceivedRequest> ReadAsync(this HttpContext context) =>
        ((Func<Task<ReceivedRequest>>)context.Items[nameof(ReceivedRequest)]!)();

    public static RequestDelegate Text(string contentType, string body, int status = 200) => async context =>
    {
        await context.ReadAsync();
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        var bytes = Encoding.UTF8.GetBytes(body);
        if (contentType != EventStream)
            context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes);
    };

    public static RequestDelegate Bytes(string contentType, byte[] body, string? encoding = null) => async context =>
    {
        await context.ReadAsync();
        context.Response.ContentType = contentType;
        if (encoding is not null)
            context.Response.Headers.ContentEncoding = encoding;
        await context.Response.Body.WriteAsync(body);
    };

    /// <summary>A stream that ends behind its first part, in good order or not.</summary>
    public static RequestDelegate BrokenOff(string firstPart, bool cut) => async context =>
    {
        await context.ReadAsync();
        context.Response.ContentType = EventStream;
        await context.Response.WriteAsync(firstPart);
        await context.Response.Body.FlushAsync();
        if (cut)
            context.Abort();
    };
}
