using AiBridge.Management.Records;
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
        else if (IsAnswer(type) && schema.Properties is { Count: > 0 } properties)
            schema.Required = properties.Keys.ToHashSet();
        return Task.CompletedTask;
    }

    // What comes in says itself what must be there.
    private static bool IsAnswer(Type type) =>
        type.Namespace?.StartsWith(typeof(ApiSchemas).Namespace!, StringComparison.Ordinal) == true && !type.Name.EndsWith("BodyDto", StringComparison.Ordinal);

    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Description = "RFC 9457.";
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties["code"] = new OpenApiSchema
        {
            Type = JsonSchemaType.String,
            Description = "What went wrong, as a word: unauthorized, forbidden, invalid_request, not_found, internal_error …",
        };
        schema.Properties["parameter"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The parameter at fault; only with invalid_request." };
        schema.Properties["errors"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Array,
            Description = "Every fault of the body; only with invalid_request.",
            Items = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["field"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Its path in the body." },
                    ["problem"] = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
        };
        schema.Required = new HashSet<string> { "status", "detail", "code" };
    }
}
