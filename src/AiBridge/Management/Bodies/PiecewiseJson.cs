using System.Reflection;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace AiBridge.Management.Bodies;

/// <summary>A 200 with JSON that may hold long texts: the same bytes as by <c>Ok</c>, which would hold each text once more, whole, on its way out.</summary>
internal sealed class PiecewiseJson<T>(T value) : IResult, IEndpointMetadataProvider, IValueHttpResult<T>
{
    public T Value => value;

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var options = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await using var json = new JsonPieces(httpContext.Response.BodyWriter, options, httpContext.RequestAborted);
        await json.WriteAsync(value, options.GetTypeInfo(typeof(T)));
    }
}
