using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiBridge.Management;

/// <summary>Makes the schemas say what answers keep: every key is there, and null only where a value may be unknown.</summary>
internal static class ApiSchemas
{
    public static Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        // Our own converter hides from the generator that a time is text.
        if (type == typeof(DateTimeOffset))
            schema.Type = JsonSchemaType.String;
        else if (type == typeof(DateTimeOffset?))
            schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        if (context.JsonPropertyInfo is { IsGetNullable: false })
            schema.Type &= ~JsonSchemaType.Null;
        // Generics carry no word on nullable values.
        if (context.JsonPropertyInfo?.DeclaringType == typeof(UsageDto) && schema.AdditionalProperties is OpenApiSchema value)
            value.Type |= JsonSchemaType.Null;
        if (type == typeof(ProblemDetails))
            DescribeProblem(schema);
        else if (type.Namespace == typeof(ApiSchemas).Namespace && schema.Properties is { Count: > 0 } properties)
            schema.Required = properties.Keys.ToHashSet();
        return Task.CompletedTask;
    }

    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Description = "RFC 9457.";
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties["code"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "unauthorized, forbidden, invalid_request, not_found or internal_error.",
        };
        schema.Properties["parameter"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The parameter at fault; only with invalid_request." };
        schema.Required = new HashSet<string> { "status", "detail", "code" };
    }
}
