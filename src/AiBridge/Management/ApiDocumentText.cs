using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiBridge.Management;

/// <summary>The OpenAPI document as it goes out. Anybody may ask for it, so it is made once; only where it was asked for is put into it each time.</summary>
internal sealed class ApiDocumentText([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider documents)
{
    private readonly Lazy<Task<(byte[] Before, byte[] Behind)>> _parts = new(() => WriteAsync(documents));

    public async Task WriteAsync(HttpContext context)
    {
        var (before, behind) = await _parts.Value;
        // Every path begins with a slash.
        var server = JsonEncodedText.Encode(UriHelper.BuildAbsolute(context.Request.Scheme, context.Request.Host, context.Request.PathBase).TrimEnd('/'));
        context.Response.ContentType = "application/json;charset=utf-8";
        context.Response.ContentLength = before.Length + server.EncodedUtf8Bytes.Length + behind.Length;
        await context.Response.Body.WriteAsync(before, context.RequestAborted);
        await context.Response.Body.WriteAsync(server.EncodedUtf8Bytes.ToArray(), context.RequestAborted);
        await context.Response.Body.WriteAsync(behind, context.RequestAborted);
    }

    private static async Task<(byte[] Before, byte[] Behind)> WriteAsync(IOpenApiDocumentProvider documents)
    {
        const string Place = "https://place-of-the-server.invalid";
        var document = await documents.GetOpenApiDocumentAsync();
        document.Servers = [new OpenApiServer { Url = Place }];
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        var text = json.ToArray();
        var at = text.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Place));
        return (text[..at], text[(at + Place.Length)..]);
    }
}
